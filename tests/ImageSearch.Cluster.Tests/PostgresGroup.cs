namespace ImageSearch.Cluster.Tests;

/// <summary>Tests that share a PostgreSQL, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresGroup : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
