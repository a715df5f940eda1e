using System.Collections.Concurrent;

namespace ImageSearch.Cluster.Shards;

/// <summary>Who should have which shard of an index, kept for as long as the same nodes are up: each search asks for all shards, and each
/// look at the database whether the right ones lie here.</summary>
/// <param name="index">The index.</param>
internal sealed class ShardOrders(string index)
{
    /// <summary>So many are kept beyond twice those of an index before they are found anew: changes bring new shards without end.</summary>
    private const int Spare = 1000;

    private volatile Known? _known;

    /// <summary>The orders of shards while some nodes are up.</summary>
    /// <param name="nodes">The nodes' names.</param>
    /// <param name="shards">How many shards are asked for.</param>
    /// <returns>Of a shard, by the SHA-256 of its bytes, all nodes: those that should have it first.</returns>
    public Func<string, string[]> Among(IReadOnlyCollection<string> nodes, int shards)
    {
        string key = string.Join(' ', nodes.Order(StringComparer.Ordinal));
        Known? known = _known;
        if (known?.Nodes != key || known.ByShard.Count > Spare + (2 * shards))
        {
            _known = known = new Known(key, []);
        }

        return sha256 => known.ByShard.GetOrAdd(sha256, _ => ShardOwners.Order(index, sha256, nodes));
    }

    private sealed record Known(string Nodes, ConcurrentDictionary<string, string[]> ByShard);
}
