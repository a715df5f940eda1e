namespace ImageSearch.Cluster.Shards;

/// <summary>Asks a node which shards of a generation it has ready.</summary>
[GenerateSerializer]
[Alias("imagesearch.held-question")]
internal sealed record HeldQuestion
{
    /// <summary>The index.</summary>
    [Id(0)]
    public required string Index { get; init; }

    /// <summary>Its generation, by the SHA-256 of what says what it consists of: numbers come again where a database was
    /// restored.</summary>
    [Id(1)]
    public required string Generation { get; init; }
}
