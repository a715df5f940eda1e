using ImageSearch.Index;

namespace ImageSearch.Cluster.Shards;

/// <summary>A generation, and which of its shards lie on this node.</summary>
/// <param name="Snapshot">The generation; rows that lie elsewhere must not be looked at.</param>
/// <param name="Shards">All its shards.</param>
/// <param name="Here">Those that lie here, by name.</param>
internal sealed record HeldGeneration(IndexSnapshot Snapshot, IReadOnlyList<Shard> Shards, IReadOnlySet<long> Here)
{
    /// <summary>The shard with the rows of an image; null of an image without rows.</summary>
    public Shard? ShardOf(IndexEntry entry)
    {
        int low = 0, high = Shards.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = Shards[middle].FirstRow <= entry.FirstRow ? (middle, high) : (low, middle - 1);
        }

        return entry.FirstRow == IndexEntry.NoRow || Shards.Count == 0 ? null : Shards[low];
    }

    private readonly Lazy<Dictionary<string, Shard>> _here = new(() => Shards.Where(s => Here.Contains(s.Name))
        .DistinctBy(s => s.Block.Sha256).ToDictionary(s => s.Block.Sha256));

    /// <summary>The shard of a checksum, if it lies here.</summary>
    public Shard? ShardHere(string sha256) => _here.Value.GetValueOrDefault(sha256);

    /// <summary>Whether the rows of an image lie here; one without rows lies everywhere.</summary>
    public bool HasRowsOf(IndexEntry entry) => ShardOf(entry) is not { } shard || Here.Contains(shard.Name);
}
