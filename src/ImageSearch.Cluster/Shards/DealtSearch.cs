using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Cluster.Shards;

/// <summary>One search over rows that are dealt out: each node is asked once for the near rows among its own, and once for each batch of
/// comparisons.</summary>
/// <param name="index">What is searched.</param>
/// <param name="snapshot">The same, without rows.</param>
/// <param name="without">The id of an image that is left out; 0 for none.</param>
/// <param name="options">How, and among which images.</param>
/// <param name="cancel">Ends the search.</param>
internal sealed class DealtSearch(
    DealtIndex index, IndexSnapshot snapshot, long without, SearchOptions options, CancellationToken cancel) : IRowHolder
{
    /// <summary>So many near rows are asked for at once: an answer of some megabytes, of which a connection takes a hundred.</summary>
    private const int NeighboursAtOnce = 1 << 19;

    private (DescribedImage Query, byte[] Bytes)? _told;

    /// <inheritdoc/>
    public FoundRows Nearest(ReadOnlyMemory<byte> rows)
    {
        int bytesAtOnce = Math.Max(1, NeighboursAtOnce / options.Neighbours) * SiftSettings.DescriptorBytes;
        var keypoints = new Dictionary<long, PackedKeypoint>();
        var nearest = new List<Neighbour[]>(rows.Length / SiftSettings.DescriptorBytes);
        for (int at = 0; at < rows.Length; at += bytesAtOnce)
        {
            ReadOnlyMemory<byte> some = rows.Slice(at, Math.Min(bytesAtOnce, rows.Length - at));
            nearest.AddRange(NearestAsync(some.ToArray(), keypoints).GetAwaiter().GetResult());
        }

        return new FoundRows(snapshot, [.. nearest], keypoints);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ImageComparison> Compare(DescribedImage query, IReadOnlyList<Candidate> candidates) =>
        CompareAsync(query, candidates).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public DescribedImage Describe(IndexEntry entry) => snapshot.Describe(entry);

    private async Task<IEnumerable<Neighbour[]>> NearestAsync(byte[] rows, Dictionary<long, PackedKeypoint> keypoints)
    {
        IReadOnlyList<NearAnswer> answers = await index.Calls.AskAsync(index.Index, index.Held.Shards, async (node, shards, stop) =>
        {
            NearAnswer answer = await node.NearestAsync(new NearQuestion
            {
                Index = index.Index,
                Generation = index.Generation,
                Shards = [.. shards.Select(s => s.Name)],
                Rows = rows,
                Neighbours = options.Neighbours,
                Effort = options.Effort,
                Exact = options.Exact,
                Without = without,
                Among = options.AmongIds is null ? null : [.. options.AmongIds],
            }, stop).ConfigureAwait(false);
            return (answer, (IReadOnlyCollection<long>)answer.NotHere);
        }, cancel).ConfigureAwait(false);
        var nearest = new List<Neighbour>[rows.Length / SiftSettings.DescriptorBytes];
        Array.ForEach([.. Enumerable.Range(0, nearest.Length)], i => nearest[i] = []);
        foreach (NearAnswer answer in answers)
        {
            NearBytes.Read(answer.Found, nearest, keypoints);
            if (answer.ListsDamage is { } damage)
            {
                options.OnListsDamaged?.Invoke(damage);
            }
        }

        // The same row may have come from two nodes.
        return nearest.Select(n => n.Distinct().Order().Take(options.Neighbours).ToArray());
    }

    private async Task<IReadOnlyList<ImageComparison>> CompareAsync(DescribedImage query, IReadOnlyList<Candidate> candidates)
    {
        var compared = new ImageComparison?[candidates.Count];
        ILookup<Shard?, int> byShard = Enumerable.Range(0, compared.Length).ToLookup(i => index.Held.ShardOf(candidates[i].Entry));
        foreach (int i in byShard[null])
        {
            compared[i] = ImageComparer.CompareOneWay(query, snapshot.Describe(candidates[i].Entry), candidates[i].IsMirrored);
        }

        byte[] told = Told(query);
        Shard[] wanted = [.. byShard.Where(g => g.Key is not null).Select(g => g.Key!)];
        IReadOnlyList<(int[] At, CompareAnswer Answer)> answers = await index.Calls.AskAsync(index.Index, wanted,
            async (node, shards, stop) =>
        {
            int[] at = [.. shards.SelectMany(s => byShard[s])];
            CompareAnswer answer = await node.CompareAsync(new CompareQuestion
            {
                Index = index.Index,
                Generation = index.Generation,
                Query = told,
                Images = Array.ConvertAll(at, i => candidates[i].Entry.Image.Id),
                AreMirrored = Array.ConvertAll(at, i => candidates[i].IsMirrored),
            }, stop).ConfigureAwait(false);
            return ((at, answer), answer.AreHere ? (IReadOnlyCollection<long>)[] : [.. shards.Select(s => s.Name)]);
        }, cancel).ConfigureAwait(false);
        foreach ((int[] at, CompareAnswer answer) in answers)
        {
            for (int i = 0; i < at.Length; i++)
            {
                compared[at[i]] = ComparisonBytes.Read(answer.Compared[i]);
            }
        }

        return Array.ConvertAll(compared, c => c!);
    }

    /// <summary>A query's bytes: it is asked for several times.</summary>
    private byte[] Told(DescribedImage query)
    {
        if (_told is not { } told || !ReferenceEquals(told.Query, query))
        {
            _told = told = (query, QueryBytes.Write(query));
        }

        return told.Bytes;
    }
}
