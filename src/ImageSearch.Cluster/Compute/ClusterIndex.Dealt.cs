using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Shards;
using ImageSearch.Storage;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Compute;

// What becomes of shards: which of them this node has, and when others have the rest.
internal sealed partial class ClusterIndex
{
    /// <summary>Segments are fetched so many at a time: meanwhile a node may join that has the others.</summary>
    private const int FetchedAtOnce = 4;

    private readonly HeldGenerations _held = new(TimeProvider.System);
    private DateTime? _tooMuchSinceUtc;

    /// <summary>The generations that other nodes may ask for.</summary>
    public HeldGenerations Held => _held;

    /// <inheritdoc/>
    public IReadOnlyList<HomeMeasure> Measures
    {
        get
        {
            if (dealing() is not { } now || _newest is not { Here: { } here } newest)
            {
                return [];
            }

            CallCounts counts = now.Calls.CountsOf(name);
            return
            [
                new("imagesearch_cluster_nodes", "gauge", "Nodes that are up, as this one knows.", now.NodeCount),
                new("imagesearch_cluster_shards", "gauge", "Shards of the index.",
                    newest.Manifest.Blocks.Count(b => b.Kind == BlockKind.Segment)),
                new("imagesearch_cluster_shards_here", "gauge", "Shards that lie on this node.", here.Count),
                new("imagesearch_cluster_answers_total", "counter", "Questions to nodes, this one among them, that were answered.",
                    counts.Answered),
                new("imagesearch_cluster_failures_total", "counter", "Questions to nodes that failed; others were asked instead.",
                    counts.Failed),
                new("imagesearch_cluster_hedges_total", "counter", "Questions that took too long, so that others were asked too.",
                    counts.Hedged),
            ];
        }
    }

    /// <summary>Whether all segments lie here that should.</summary>
    private bool HasItsOwn(PreparedGeneration known) =>
        known.Here is null || dealing() is not { } now || now.Own(name, known.Manifest).IsSubsetOf(known.Here);

    /// <summary>Whether segments have lain here for long that need not, and others say that they have them.</summary>
    private async Task<bool> MayDropAsync(PreparedGeneration known, CancellationToken cancel)
    {
        if (known.Here is null || dealing() is not { } now)
        {
            return false;
        }

        long[] tooMany = [.. known.Here.Except(now.Own(name, known.Manifest))];
        _tooMuchSinceUtc = tooMany.Length == 0 ? null : _tooMuchSinceUtc ?? DateTime.UtcNow;
        if (_tooMuchSinceUtc is not { } since || DateTime.UtcNow - since < now.KeptFor)
        {
            return false;
        }

        // Whatever they say: it is asked again after as long.
        _tooMuchSinceUtc = null;
        return await now.AreHeldByOthersAsync(name, known.Generation.Sha256, tooMany, cancel).ConfigureAwait(false);
    }

    /// <summary>Fetches what should lie here.</summary>
    /// <param name="manifest">What it is of.</param>
    /// <param name="kept">What lies here until now, and stays where it is a part of it too; null if none need stay.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The segments that lie here; null if all do.</returns>
    private async Task<IReadOnlySet<long>?> FetchAsync(Manifest manifest, PreparedGeneration? kept, CancellationToken cancel)
    {
        if (dealing() is not { } now)
        {
            await cache.EnsureAsync(manifest.Objects(name), cancel).ConfigureAwait(false);
            return null;
        }

        await cache.EnsureAsync(manifest.Blocks.Where(b => b.Kind != BlockKind.Segment).Select(b => b.Object(name)), cancel)
            .ConfigureAwait(false);
        HashSet<long> here = Kept(manifest, kept);
        await cache.EnsureAsync(manifest.Blocks.Where(b => here.Contains(b.Offset)).Select(b => b.Object(name)), cancel)
            .ConfigureAwait(false);
        while (true)
        {
            HashSet<long> own = now.Own(name, manifest);
            ManifestBlock[] next = [.. manifest.Blocks.Where(b => own.Contains(b.Offset) && !here.Contains(b.Offset)).Take(FetchedAtOnce)];
            if (next.Length == 0)
            {
                return here;
            }

            await cache.EnsureAsync(next.Select(b => b.Object(name)), cancel).ConfigureAwait(false);
            here.UnionWith(next.Select(b => b.Offset));
        }
    }

    private static HashSet<long> Kept(Manifest manifest, PreparedGeneration? kept)
    {
        if (kept?.Here is not { } here)
        {
            return [];
        }

        HashSet<(long, string)> had = [.. kept.Manifest.Blocks.Where(b => here.Contains(b.Offset)).Select(b => (b.Offset, b.Sha256))];
        return [.. manifest.Blocks.Where(b => had.Contains((b.Offset, b.Sha256))).Select(b => b.Offset)];
    }

    /// <summary>Lets other nodes ask for what lies here, and waits until all of the rest lies somewhere.</summary>
    private async Task HoldAsync(PreparedGeneration prepared, CancellationToken cancel)
    {
        if (prepared is not { Here: { } here, Opened.Index.Elsewhere: DealtIndex dealt } || dealing() is not { } now)
        {
            return;
        }

        Dictionary<long, ManifestBlock> blocks = prepared.Manifest.Blocks.ToDictionary(b => b.Offset);
        var held = new HeldGeneration(prepared.Opened.Index.Snapshot(),
            [.. prepared.Opened.Places().Select(p => new Shard(blocks[p.Offset], p.FirstRow, p.Rows))], here);
        dealt.Held = held;
        _held.Add(prepared.Generation.Sha256, held);
        await now.CoverAsync(name, prepared.Generation.Sha256, held, cancel).ConfigureAwait(false);
    }
}
