namespace ImageSearch.Cluster.Shards;

/// <summary>Asks a node to compare a query with images whose rows it has.</summary>
[GenerateSerializer]
[Alias("imagesearch.compare-question")]
internal sealed record CompareQuestion
{
    /// <summary>The index.</summary>
    [Id(0)]
    public required string Index { get; init; }

    /// <summary>Its generation, by the SHA-256 of what says what it consists of: numbers come again where a database was
    /// restored.</summary>
    [Id(1)]
    public required string Generation { get; init; }

    /// <summary>The query (<see cref="QueryBytes"/>).</summary>
    [Id(2)]
    public required byte[] Query { get; init; }

    /// <summary>The images' ids.</summary>
    [Id(3)]
    public required long[] Images { get; init; }

    /// <summary>Of each, whether the mirrored query found it.</summary>
    [Id(4)]
    public required bool[] AreMirrored { get; init; }
}
