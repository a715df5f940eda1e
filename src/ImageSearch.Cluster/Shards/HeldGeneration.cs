using ImageSearch.Index;

namespace ImageSearch.Cluster.Shards;

/// <summary>A generation, and which of its shards lie on this node.</summary>
/// <param name="Snapshot">The generation; rows that lie elsewhere must not be looked at.</param>
/// <param name="Shards">All its shards.</param>
/// <param name="Here">Those that lie here, by name.</param>
internal sealed record HeldGeneration(IndexSnapshot Snapshot, IReadOnlyList<Shard> Shards, IReadOnlySet<long> Here)
{
    private readonly long[] _starts = [.. Shards.Select(s => s.FirstRow)];
    private readonly Lazy<Dictionary<string, Shard>> _here = new(() => Shards.Where(s => Here.Contains(s.Name))
        .DistinctBy(s => s.Block.Sha256).ToDictionary(s => s.Block.Sha256));

    /// <summary>The shard with the rows of an image; null of an image without rows.</summary>
    public Shard? ShardOf(IndexEntry entry) =>
        entry.FirstRow == IndexEntry.NoRow ? null : Shards[SortedStarts.Find(_starts, entry.FirstRow)];

    /// <summary>The shard of a checksum, if it lies here.</summary>
    public Shard? ShardHere(string sha256) => _here.Value.GetValueOrDefault(sha256);

    /// <summary>Whether the rows of an image lie here; one without rows lies everywhere.</summary>
    public bool HasRowsOf(IndexEntry entry) => ShardOf(entry) is not { } shard || Here.Contains(shard.Name);
}
