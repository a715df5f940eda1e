namespace ImageSearch.Cluster.Shards;

/// <summary>Asks a node for the near rows of query rows among those of some shards.</summary>
[GenerateSerializer]
[Alias("imagesearch.near-question")]
internal sealed record NearQuestion
{
    /// <summary>The index.</summary>
    [Id(0)]
    public required string Index { get; init; }

    /// <summary>Its generation, by the SHA-256 of what says what it consists of: numbers come again where a database was
    /// restored.</summary>
    [Id(1)]
    public required string Generation { get; init; }

    /// <summary>The shards.</summary>
    [Id(2)]
    public required long[] Shards { get; init; }

    /// <summary>Query rows: 128 bytes each, one after the other.</summary>
    [Id(3)]
    public required byte[] Rows { get; init; }

    /// <summary>k: how many near rows of each are asked for.</summary>
    [Id(4)]
    public required int Neighbours { get; init; }

    /// <summary>How many cells each query row visits, where the index has lists.</summary>
    [Id(5)]
    public required int Effort { get; init; }

    /// <summary>Whether all rows are compared, also where the index has lists.</summary>
    [Id(6)]
    public required bool Exact { get; init; }

    /// <summary>The id of an image that is left out; 0 for none.</summary>
    [Id(7)]
    public required long Without { get; init; }

    /// <summary>The ids of the images that are searched; null is all.</summary>
    [Id(8)]
    public long[]? Among { get; init; }
}
