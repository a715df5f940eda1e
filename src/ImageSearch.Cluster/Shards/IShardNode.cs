using Orleans.Concurrency;

namespace ImageSearch.Cluster.Shards;

/// <summary>
/// A node, as it is asked for what its rows answer. Nodes of two versions work side by side, so a method, a message's member, its number
/// and every alias stay what they are. A later version may add methods, which older nodes refuse, and members, which older nodes skip and
/// do not send.
/// </summary>
[Alias("imagesearch.shard-node")]
internal interface IShardNode
{
    /// <summary>Near rows.</summary>
    [AlwaysInterleave]
    [Alias("nearest")]
    public Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel);

    /// <summary>Comparisons.</summary>
    [AlwaysInterleave]
    [Alias("compare")]
    public Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel);

    /// <summary>The rows of an image.</summary>
    [AlwaysInterleave]
    [Alias("rows")]
    public Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel);

    /// <summary>What it has ready.</summary>
    [AlwaysInterleave]
    [Alias("held")]
    public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel);
}
