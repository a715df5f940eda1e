using ImageSearch.Cluster.Shards;
using Orleans.Concurrency;
using Orleans.Services;

namespace ImageSearch.Cluster.Members;

/// <summary>A node's answers, as other nodes ask for them. Methods and fields are never changed, only added: nodes of two versions work
/// side by side.</summary>
internal interface IShardService : IGrainService
{
    /// <inheritdoc cref="IShardNode.NearestAsync"/>
    [AlwaysInterleave]
    public Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel);

    /// <inheritdoc cref="IShardNode.CompareAsync"/>
    [AlwaysInterleave]
    public Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel);

    /// <inheritdoc cref="IShardNode.RowsAsync"/>
    [AlwaysInterleave]
    public Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel);

    /// <inheritdoc cref="IShardNode.HeldAsync"/>
    [AlwaysInterleave]
    public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel);
}
