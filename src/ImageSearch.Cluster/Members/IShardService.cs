using ImageSearch.Cluster.Shards;
using Orleans.Concurrency;
using Orleans.Services;

namespace ImageSearch.Cluster.Members;

/// <summary>
/// A node's answers, as other nodes ask for them. Nodes of two versions work side by side, so a method, a message's member, its number and
/// every alias stay what they are. A later version may add methods, which older nodes refuse, and members, which older nodes skip and do not
/// send. This interface's name and namespace stay too: by them nodes find it at each other.
/// </summary>
[Alias("imagesearch.shards")]
internal interface IShardService : IGrainService
{
    /// <inheritdoc cref="IShardNode.NearestAsync"/>
    [AlwaysInterleave]
    [Alias("nearest")]
    public Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel);

    /// <inheritdoc cref="IShardNode.CompareAsync"/>
    [AlwaysInterleave]
    [Alias("compare")]
    public Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel);

    /// <inheritdoc cref="IShardNode.RowsAsync"/>
    [AlwaysInterleave]
    [Alias("rows")]
    public Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel);

    /// <inheritdoc cref="IShardNode.HeldAsync"/>
    [AlwaysInterleave]
    [Alias("held")]
    public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel);
}
