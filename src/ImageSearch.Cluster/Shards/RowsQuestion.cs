namespace ImageSearch.Cluster.Shards;

/// <summary>Asks a node for rows of a shard, whichever generation it is of.</summary>
[GenerateSerializer]
[Alias("imagesearch.rows-question")]
internal sealed record RowsQuestion
{
    /// <summary>The index.</summary>
    [Id(0)]
    public required string Index { get; init; }

    /// <summary>The SHA-256 of the shard.</summary>
    [Id(1)]
    public required string Shard { get; init; }

    /// <summary>The first row, within the shard.</summary>
    [Id(2)]
    public required int First { get; init; }

    /// <summary>How many rows.</summary>
    [Id(3)]
    public required int Rows { get; init; }
}
