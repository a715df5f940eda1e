namespace ImageSearch.Cluster.Shards;

/// <summary>What questions are like, by which it is told how long they take.</summary>
internal enum CallKind
{
    /// <summary>A scan of all rows that a node has.</summary>
    Scan,

    /// <summary>Comparisons, or the rows of an image: milliseconds.</summary>
    Small,
}
