using ImageSearch.Cluster.Publishing;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Shards;

/// <summary>How indexes are dealt out over nodes.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="replicas">On how many of them each shard lies.</param>
/// <param name="calls">Asks them.</param>
internal sealed class Dealing(IShardNodes nodes, int replicas, ShardCalls calls)
{
    /// <summary>What other nodes have ready is asked for again after so long, and then ever more seldom, up to a second.</summary>
    private static readonly TimeSpan AskFirst = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    /// <summary>So long each shard is waited for on as many nodes as it should lie on; then one node is enough.</summary>
    private static readonly TimeSpan AllReplicasWithin = TimeSpan.FromSeconds(3);

    /// <summary>So long any node is waited for.</summary>
    private static readonly TimeSpan AnyReplicaWithin = TimeSpan.FromSeconds(15);

    /// <summary>So long after a node joined, the shards that it has now are kept where they were: it fetches them first.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Asks the nodes.</summary>
    public ShardCalls Calls => calls;

    /// <summary>How many nodes are up, as this one knows.</summary>
    public int NodeCount => nodes.Active.Count;

    /// <summary>The shards that this node should have, by name.</summary>
    public HashSet<long> Own(string index, Manifest manifest)
    {
        ManifestBlock[] segments = [.. manifest.Blocks.Where(b => b.Kind == BlockKind.Segment)];
        Func<string, string[]> orders = calls.OrdersOf(index).Among(nodes.Serving(index), segments.Length);
        return [.. segments.Where(b => orders(b.Sha256).Take(replicas).Contains(nodes.Own)).Select(b => b.Offset)];
    }

    /// <summary>Waits until nodes have all shards of a generation ready, so that it can be served.</summary>
    /// <exception cref="ClusterException">They have not.</exception>
    public async Task CoverAsync(string index, string generation, HeldGeneration held, CancellationToken cancel)
    {
        long start = TimeProvider.System.GetTimestamp();
        for (TimeSpan pause = AskFirst; ; pause = pause * 2 > AnswerWithin / 2 ? AnswerWithin / 2 : pause * 2)
        {
            HashSet<long>[] ready = await ReadyElsewhereAsync(index, generation, cancel).ConfigureAwait(false);
            TimeSpan waited = TimeProvider.System.GetElapsedTime(start);
            int wanted = waited > AllReplicasWithin ? 1 : Math.Min(replicas, ready.Length + 1);
            Shard[] missing = [.. held.Shards.Where(s =>
                ready.Count(r => r.Contains(s.Name)) + (held.Here.Contains(s.Name) ? 1 : 0) < wanted)];
            if (missing.Length == 0)
            {
                return;
            }

            if (waited > AnyReplicaWithin)
            {
                throw ClusterException.ShardsUnavailable(index, [.. missing.Select(s => s.Name)], ready.Length + 1, null);
            }

            await Task.Delay(pause, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Whether shards lie on as many other nodes as they should, so that this one need not have them.</summary>
    public async Task<bool> AreHeldByOthersAsync(
        string index, string generation, IReadOnlyCollection<long> shards, CancellationToken cancel)
    {
        HashSet<long>[] ready = await ReadyElsewhereAsync(index, generation, cancel).ConfigureAwait(false);
        return shards.All(s => ready.Count(r => r.Contains(s)) >= replicas);
    }

    /// <summary>What each of the other nodes has ready.</summary>
    private Task<HashSet<long>[]> ReadyElsewhereAsync(string index, string generation, CancellationToken cancel)
    {
        var question = new HeldQuestion { Index = index, Generation = generation };
        return Task.WhenAll(nodes.Serving(index).Where(n => n != nodes.Own).Select(n => ReadyAsync(n, question, cancel)));
    }

    private async Task<HashSet<long>> ReadyAsync(string node, HeldQuestion question, CancellationToken cancel)
    {
        try
        {
            HeldAnswer answer = await nodes.Node(node).HeldAsync(question, cancel).WaitAsync(AnswerWithin, cancel).ConfigureAwait(false);
            return [.. answer.Shards];
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            // A node that does not answer has nothing ready.
            System.Diagnostics.Trace.TraceInformation("ImageSearch: {0} does not say what it has: {1}", node, e.Message);
            return [];
        }
    }
}
