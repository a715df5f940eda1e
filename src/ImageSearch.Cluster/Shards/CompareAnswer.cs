namespace ImageSearch.Cluster.Shards;

/// <summary>What the images are to the query.</summary>
[GenerateSerializer]
[Alias("imagesearch.compare-answer")]
internal sealed record CompareAnswer
{
    /// <summary>Whether the rows of all of them are there; if not, nothing was compared.</summary>
    [Id(0)]
    public required bool AreHere { get; init; }

    /// <summary>One comparison an image (<see cref="ComparisonBytes"/>).</summary>
    [Id(1)]
    public byte[][] Compared { get; init; } = [];
}
