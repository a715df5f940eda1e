namespace ImageSearch.Cluster.Shards;

/// <summary>Asks a node which shards of a generation it has ready.</summary>
[GenerateSerializer]
internal sealed record HeldQuestion
{
    /// <summary>The index.</summary>
    [Id(0)]
    public required string Index { get; init; }

    /// <summary>Its generation.</summary>
    [Id(1)]
    public required long Generation { get; init; }
}
