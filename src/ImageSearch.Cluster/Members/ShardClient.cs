using ImageSearch.Cluster.Shards;
using Orleans.Runtime.Services;

namespace ImageSearch.Cluster.Members;

/// <summary>Asks the nodes that Orleans says are up.</summary>
/// <param name="services">Orleans' services.</param>
/// <param name="members">Who is up.</param>
/// <param name="own">This node.</param>
/// <param name="server">Answers for the rows here, without a way over the network.</param>
internal sealed class ShardClient(
    IServiceProvider services, IClusterMembershipService members, ILocalSiloDetails own, ShardServer server)
    : GrainServiceClient<IShardService>(services), IShardNodes
{
    /// <inheritdoc/>
    public string Own => own.Name;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Active =>
        [.. members.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).Select(m => m.Name).Append(Own).Distinct()];

    /// <inheritdoc/>
    public IShardNode Node(string name)
    {
        if (name == Own)
        {
            return server;
        }

        // A node that was killed and started again elsewhere is known twice for a while.
        ClusterMember? member = members.CurrentSnapshot.Members.Values
            .Where(m => m.Status == SiloStatus.Active && m.Name == name).MaxBy(m => m.SiloAddress.Generation);
        return member is null ? throw ClusterException.NodeGone(name) : new Remote(GetGrainService(member.SiloAddress));
    }

    private sealed class Remote(IShardService service) : IShardNode
    {
        public Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel) => service.NearestAsync(question, cancel);

        public Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel) =>
            service.CompareAsync(question, cancel);

        public Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel) => service.RowsAsync(question, cancel);

        public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel) => service.HeldAsync(question, cancel);
    }
}
