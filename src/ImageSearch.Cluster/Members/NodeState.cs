using ImageSearch.Cluster.Truth;

namespace ImageSearch.Cluster.Members;

/// <summary>A node that shares indexes with others, as the database knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where other nodes reach it.</param>
/// <param name="State">joining, up, leaving, gone, or silent of one that should be up and has not said that it lives for a while.</param>
/// <param name="StartedUtc">When it started.</param>
/// <param name="AliveUtc">When it last said that it lives; nodes say so every few seconds.</param>
/// <param name="Settings">What it was started with; null if it did not say.</param>
internal sealed record NodeState(
    string Name, string Address, string State, DateTime StartedUtc, DateTime AliveUtc, NodeSettings? Settings)
{
    private const string Up = "up";

    private static readonly TimeSpan SilentAfter = 5 * Membership.SaysItLives;

    /// <summary>The nodes that were up at last, by name.</summary>
    /// <exception cref="ClusterException">The database cannot be used.</exception>
    public static async Task<IReadOnlyList<NodeState>> ReadAsync(ClusterDatabase database, CancellationToken cancel)
    {
        (_, MemberRow[] members) = await database.MembersAsync(null, cancel).ConfigureAwait(false);
        return [.. members.GroupBy(m => m.Name).Select(g => Of(g.OrderBy(m => m.StartedUtc).Last()))
            .OrderBy(n => n.Name, StringComparer.Ordinal)];
    }

    /// <summary>In what nodes that are up differ and should not, in words; null if in nothing.</summary>
    public static string? Differing(IReadOnlyList<NodeState> nodes) =>
        NodeSettings.Differing(nodes.Where(n => n.State == Up).Select(n => (n.Name, n.Settings)));

    private static NodeState Of(MemberRow member) => new(member.Name, SiloAddress.FromParsableString(member.Silo).Endpoint.ToString(),
        (SiloStatus)member.Status switch
        {
            SiloStatus.Active => DateTime.UtcNow - member.AliveUtc > SilentAfter ? "silent" : Up,
            SiloStatus.Created or SiloStatus.Joining => "joining",
            SiloStatus.ShuttingDown or SiloStatus.Stopping => "leaving",
            _ => "gone",
        }, member.StartedUtc, member.AliveUtc, NodeSettings.Parse(member.Settings));
}
