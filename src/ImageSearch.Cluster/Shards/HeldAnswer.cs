namespace ImageSearch.Cluster.Shards;

/// <summary>The shards of a generation that a node has ready.</summary>
[GenerateSerializer]
[Alias("imagesearch.held-answer")]
internal sealed record HeldAnswer
{
    /// <summary>The shards; none if the generation is not prepared there.</summary>
    [Id(0)]
    public required long[] Shards { get; init; }
}
