using System.Runtime.InteropServices;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Cluster.Shards;

/// <summary>A generation of an index whose shards are dealt out over the nodes, as one of them asks for them.</summary>
/// <param name="index">The index's name.</param>
/// <param name="generation">The generation, by the SHA-256 of what says what it consists of.</param>
/// <param name="calls">Asks the nodes.</param>
internal sealed class DealtIndex(string index, string generation, ShardCalls calls) : ISearchedElsewhere
{
    private HeldGeneration? _held;

    /// <summary>The index's name.</summary>
    public string Index => index;

    /// <summary>The generation.</summary>
    public string Generation => generation;

    /// <summary>Asks the nodes.</summary>
    public ShardCalls Calls => calls;

    /// <summary>Which shards there are; known once it is opened.</summary>
    public HeldGeneration Held
    {
        get => _held ?? throw new InvalidOperationException("It is not opened yet.");
        set => _held = value;
    }

    /// <inheritdoc/>
    public IRowHolder HolderOf(IndexSnapshot snapshot, long without, SearchOptions options, CancellationToken cancel) =>
        new DealtSearch(this, snapshot, without, options, cancel);

    /// <inheritdoc/>
    public (byte[] Descriptors, PackedKeypoint[] Keypoints) Read(IndexEntry entry)
    {
        Shard shard = Held.ShardOf(entry)!;
        int rows = entry.Image.FeatureCount;
        var question = new RowsQuestion
        {
            Index = index,
            Shard = shard.Block.Sha256,
            First = (int)(entry.FirstRow - shard.FirstRow),
            Rows = rows,
        };
        return calls.AskAsync(index, CallKind.Small, [shard], async (node, _, stop) =>
        {
            RowsAnswer answer = await node.RowsAsync(question, stop).ConfigureAwait(false);
            PackedKeypoint[] keypoints = MemoryMarshal.Cast<byte, PackedKeypoint>(answer.Keypoints).ToArray();
            return answer.AreHere && (keypoints.Length != rows || answer.Descriptors.Length != rows * SiftSettings.DescriptorBytes)
                ? throw new InvalidDataException("A node's answer is cut short.")
                : ((answer.Descriptors, keypoints), answer.AreHere ? (IReadOnlyCollection<long>)[] : [shard.Name]);
        }, CancellationToken.None).GetAwaiter().GetResult()[0];
    }
}
