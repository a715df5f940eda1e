namespace ImageSearch.Cluster.Shards;

/// <summary>The near rows that a node has.</summary>
[GenerateSerializer]
[Alias("imagesearch.near-answer")]
internal sealed record NearAnswer
{
    /// <summary>Shards that were asked for and are not there.</summary>
    [Id(0)]
    public required long[] NotHere { get; init; }

    /// <summary>The near rows of the others (<see cref="NearBytes"/>).</summary>
    [Id(1)]
    public required byte[] Found { get; init; }

    /// <summary>What is wrong with the lists there, so that all rows were compared; null if nothing is.</summary>
    [Id(2)]
    public string? ListsDamage { get; init; }
}
