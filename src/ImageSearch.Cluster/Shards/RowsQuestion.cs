namespace ImageSearch.Cluster.Shards;

/// <summary>Asks a node for the rows of an image.</summary>
[GenerateSerializer]
internal sealed record RowsQuestion
{
    /// <summary>The index.</summary>
    [Id(0)]
    public required string Index { get; init; }

    /// <summary>Its generation.</summary>
    [Id(1)]
    public required long Generation { get; init; }

    /// <summary>The image's id.</summary>
    [Id(2)]
    public required long Image { get; init; }
}
