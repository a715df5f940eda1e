using ImageSearch.Cluster.Publishing;

namespace ImageSearch.Cluster.Shards;

/// <summary>A shard: the rows of one segment of an index.</summary>
/// <param name="Block">The segment.</param>
/// <param name="FirstRow">The number of its first row.</param>
/// <param name="Rows">How many rows it has.</param>
internal sealed record Shard(ManifestBlock Block, long FirstRow, long Rows)
{
    /// <summary>What it is called in questions: where it begins in the index file.</summary>
    public long Name => Block.Offset;
}
