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
            nearest.AddRange(NearestAsync(some.ToArray(), options.Exact, keypoints).GetAwaiter().GetResult());
        }

        return new FoundRows(snapshot, [.. nearest], keypoints);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ImageComparison> Compare(DescribedImage query, IReadOnlyList<Candidate> candidates) =>
        CompareAsync(query, candidates).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public DescribedImage Describe(IndexEntry entry) => snapshot.Describe(entry);

    private async Task<Neighbour[][]> NearestAsync(byte[] rows, bool isExact, Dictionary<long, PackedKeypoint> keypoints)
    {
        int queries = rows.Length / SiftSettings.DescriptorBytes;
        IReadOnlyList<(Answer Found, string? ListsDamage)> answers = await index.Calls.AskAsync(
            index.Index, CallKind.Scan, index.Held.Shards, async (node, shards, stop) =>
            {
                NearAnswer answer = await node.NearestAsync(QuestionOf(rows, isExact, shards), stop).ConfigureAwait(false);
                return ((Answer.Of(answer, queries, shards), answer.ListsDamage), (IReadOnlyCollection<long>)answer.NotHere);
            }, cancel).ConfigureAwait(false);
        if (!isExact && answers.Select(a => a.ListsDamage).FirstOrDefault(d => d is not null) is { } damage)
        {
            // Estimates and distances do not mix.
            options.OnListsDamaged?.Invoke(damage);
            return await NearestAsync(rows, isExact: true, keypoints).ConfigureAwait(false);
        }

        foreach ((long row, PackedKeypoint keypoint) in answers.SelectMany(a => a.Found.Keypoints))
        {
            keypoints[row] = keypoint;
        }

        // The same row may have come from two nodes.
        return [.. Enumerable.Range(0, queries).Select(i => answers.SelectMany(a => a.Found.Nearest[i]).Order().DistinctBy(n => n.Row)
            .Take(options.Neighbours).ToArray())];
    }

    private NearQuestion QuestionOf(byte[] rows, bool isExact, IReadOnlyList<Shard> shards) => new()
    {
        Index = index.Index,
        Generation = index.Generation,
        Shards = [.. shards.Select(s => s.Name)],
        Rows = rows,
        Neighbours = options.Neighbours,
        Effort = options.Effort,
        Exact = isExact,
        Without = without,
        Among = options.AmongIds is null ? null : [.. options.AmongIds],
    };

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
        IReadOnlyList<(int At, ImageComparison Comparison)[]> answers = await index.Calls.AskAsync(
            index.Index, CallKind.Small, wanted, async (node, shards, stop) =>
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
                return !answer.AreHere ? ([], [.. shards.Select(s => s.Name)])
                    : answer.Compared.Length != at.Length ? throw new InvalidDataException("A node's answer is cut short.")
                    : (at.Select((place, i) => (place, ComparisonBytes.Read(answer.Compared[i]))).ToArray(),
                        (IReadOnlyCollection<long>)[]);
            }, cancel).ConfigureAwait(false);
        foreach ((int at, ImageComparison comparison) in answers.SelectMany(a => a))
        {
            compared[at] = comparison;
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

    /// <summary>What a node found, looked at before it counts as an answer.</summary>
    private sealed record Answer(List<Neighbour>[] Nearest, Dictionary<long, PackedKeypoint> Keypoints)
    {
        /// <exception cref="InvalidDataException">It cannot be.</exception>
        public static Answer Of(NearAnswer answer, int queries, IReadOnlyList<Shard> shards)
        {
            var read = new Answer([.. Enumerable.Range(0, queries).Select(_ => new List<Neighbour>())], []);
            if (answer.Found.Length > 0)
            {
                NearBytes.Read(answer.Found, read.Nearest, read.Keypoints);
            }
            else if (queries > 0 && shards.Any(s => !answer.NotHere.Contains(s.Name)))
            {
                throw new InvalidDataException("A node's answer is cut short.");
            }

            long[] starts = [.. shards.Select(s => s.FirstRow).Order()];
            Dictionary<long, long> ends = shards.ToDictionary(s => s.FirstRow, s => s.FirstRow + s.Rows);
            bool IsAsked(long row) => starts[SortedStarts.Find(starts, row)] is var start && row >= start && row < ends[start];
            return read.Keypoints.Keys.All(IsAsked) ? read
                : throw new InvalidDataException("A node's answer has rows that it was not asked for.");
        }
    }
}
