namespace ImageSearch.Cluster.Tests;

/// <summary>A test against a real PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = Missing;

    /// <summary>What is said where there is none; else null.</summary>
    public static string? Missing { get; } = PostgresServer.Programs is null
        ? "CLUSTER NOT TRIED: there is no PostgreSQL (initdb) on the PATH or in /usr/lib/postgresql; "
            + "'apt-get install postgresql' brings it." : null;
}
