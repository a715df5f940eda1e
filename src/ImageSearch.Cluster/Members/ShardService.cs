using ImageSearch.Cluster.Shards;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace ImageSearch.Cluster.Members;

/// <summary>Hands questions of other nodes to the one who answers for the rows here.</summary>
/// <param name="id">Orleans' name of it.</param>
/// <param name="silo">Where it runs.</param>
/// <param name="logs">Orleans' logs.</param>
/// <param name="underWay">Counts.</param>
/// <param name="server">Answers.</param>
[Reentrant]
internal sealed class ShardService(GrainId id, Silo silo, ILoggerFactory logs, QuestionsUnderWay underWay, IShardNode server)
    : GrainService(id, silo, logs), IShardService
{
    /// <inheritdoc/>
    public Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel) =>
        underWay.CountAsync(() => server.NearestAsync(question, cancel));

    /// <inheritdoc/>
    public Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel) =>
        underWay.CountAsync(() => server.CompareAsync(question, cancel));

    /// <inheritdoc/>
    public Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel) =>
        underWay.CountAsync(() => server.RowsAsync(question, cancel));

    /// <inheritdoc/>
    public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel) =>
        underWay.CountAsync(() => server.HeldAsync(question, cancel));
}
