using System.Runtime.InteropServices;
using ImageSearch.Index;
using ImageSearch.Retrieval;

namespace ImageSearch.Cluster.Shards;

/// <summary>A generation of an index whose shards are dealt out over the nodes, as one of them asks for them.</summary>
/// <param name="index">The index's name.</param>
/// <param name="generation">The generation.</param>
/// <param name="calls">Asks the nodes.</param>
internal sealed class DealtIndex(string index, long generation, ShardCalls calls) : ISearchedElsewhere
{
    private HeldGeneration? _held;

    /// <summary>The index's name.</summary>
    public string Index => index;

    /// <summary>The generation.</summary>
    public long Generation => generation;

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
        var question = new RowsQuestion { Index = index, Generation = generation, Image = entry.Image.Id };
        RowsAnswer answer = calls.AskAsync(index, [shard], async (node, _, stop) =>
        {
            RowsAnswer rows = await node.RowsAsync(question, stop).ConfigureAwait(false);
            return (rows, rows.AreHere ? (IReadOnlyCollection<long>)[] : [shard.Name]);
        }, CancellationToken.None).GetAwaiter().GetResult()[0];
        return (answer.Descriptors, MemoryMarshal.Cast<byte, PackedKeypoint>(answer.Keypoints).ToArray());
    }
}
