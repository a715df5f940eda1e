using ImageSearch.Cluster.Shards;
using Orleans.Runtime.Services;

namespace ImageSearch.Cluster.Members;

/// <summary>Asks the nodes that Orleans says are up.</summary>
/// <param name="services">Orleans' services.</param>
/// <param name="members">Who is up.</param>
/// <param name="own">This node.</param>
/// <param name="table">What they say of themselves.</param>
/// <param name="server">Answers for the rows here, without a way over the network.</param>
internal sealed class ShardClient(
    IServiceProvider services, IClusterMembershipService members, ILocalSiloDetails own, MemberTable table, IShardNode server)
    : GrainServiceClient<IShardService>(services), IShardNodes
{
    /// <inheritdoc/>
    public string Own => own.Name;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Active => [.. Up.Select(m => m.Name).Append(Own).Distinct()];

    /// <summary>The nodes that are up; one that was killed and started again elsewhere is known twice for a while.</summary>
    private IEnumerable<ClusterMember> Up => members.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Serving(string index) =>
        [.. Up.Where(m => Serves(m, index)).Select(m => m.Name).Append(Own).Distinct()];

    /// <summary>The nodes that are up, and what they say of themselves.</summary>
    public async Task<IReadOnlyList<(string Name, NodeSettings? Settings)>> SettingsAsync(CancellationToken cancel)
    {
        // Nodes tell each other of one that joined; what it says of itself is in the table alone.
        ClusterMember[] up = [.. Up];
        if (!up.All(m => table.TrySettings(m.SiloAddress, out _)))
        {
            await table.ReadAllAsync(cancel).ConfigureAwait(false);
        }

        return [.. up.GroupBy(m => m.Name).Select(g => (g.Key, SettingsOf(g.MaxBy(m => m.SiloAddress.Generation)!)))
            .OrderBy(n => n.Key, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public IShardNode Node(string name)
    {
        if (name == Own)
        {
            return server;
        }

        ClusterMember? member = Up.Where(m => m.Name == name).MaxBy(m => m.SiloAddress.Generation);
        return member is null ? throw ClusterException.NodeGone(name) : GetGrainService(member.SiloAddress);
    }

    private NodeSettings? SettingsOf(ClusterMember member) =>
        table.TrySettings(member.SiloAddress, out NodeSettings? settings) ? settings : null;

    /// <summary>A node that has not said so yet is taken for one that does: it is asked, and says no.</summary>
    private bool Serves(ClusterMember member, string index) => SettingsOf(member)?.Indexes.Contains(index) != false;
}
