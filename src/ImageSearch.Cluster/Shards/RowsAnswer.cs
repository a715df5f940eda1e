namespace ImageSearch.Cluster.Shards;

/// <summary>The rows of an image.</summary>
[GenerateSerializer]
[Alias("imagesearch.rows-answer")]
internal sealed record RowsAnswer
{
    /// <summary>Whether they are there.</summary>
    [Id(0)]
    public required bool AreHere { get; init; }

    /// <summary>128 bytes a row.</summary>
    [Id(1)]
    public byte[] Descriptors { get; init; } = [];

    /// <summary>8 bytes a row: the packed keypoints, as in the index file.</summary>
    [Id(2)]
    public byte[] Keypoints { get; init; } = [];
}
