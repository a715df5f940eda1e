using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Kernels;
using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>
/// Finds groups of near-duplicates in a whole index. Images that share buckets of rows, or have near perceptual hashes, are compared pair by pair, a
/// bounded number with each one; groups form around the images with most matches.
/// </summary>
public static class DuplicateFinder
{
    /// <summary>So many images at most are compared with each one.</summary>
    private const int CandidatesAnImage = 24;

    private const int LeastSharedBuckets = 3;

    /// <summary>A near hash counts as so many shared buckets.</summary>
    private const int NearHash = 1000;

    /// <summary>The groups, by the lowest id in them; in each the keeper first, then by id.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<DuplicateImage> Find(IndexSnapshot snapshot, DuplicateOptions options, CancellationToken cancel = default)
    {
        IndexEntry[] entries = [.. snapshot.Entries.ToArray().OrderBy(e => e.Image.Id)];
        List<(int A, int B)> pairs = Candidates(snapshot, entries, options, cancel);
        var compared = new (bool IsMatch, int Inliers)[pairs.Count];
        long done = 0;
        var parallel = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = options.Threads == 0 ? -1 : options.Threads };
        Parallel.For(0, pairs.Count, parallel, i =>
        {
            ImageComparison comparison = Compare(snapshot, entries[pairs[i].A], entries[pairs[i].B], options);
            compared[i] = (comparison.IsMatch && comparison.Confidence >= options.MinimumConfidence, comparison.Inliers);
            options.Progress?.Invoke(Interlocked.Increment(ref done), pairs.Count);
        });
        List<(int, int, int)> edges = [.. pairs.Select((p, i) => (p.A, p.B, compared[i].Inliers)).Where((_, i) => compared[i].IsMatch)];
        return Report(snapshot, entries, StarGroups.Make(entries.Length, edges), options);
    }

    private static ImageComparison Compare(IndexSnapshot snapshot, IndexEntry a, IndexEntry b, DuplicateOptions options) => ImageComparer.Compare(
        ComparedImage.Of(a.Image, snapshot.GetFeatures(a)), ComparedImage.Of(b.Image, snapshot.GetFeatures(b)), options.IncludeMirrored);

    /// <summary>Pairs that are worth comparing, the likeliest first.</summary>
    private static List<(int A, int B)> Candidates(IndexSnapshot snapshot, IndexEntry[] entries, DuplicateOptions options, CancellationToken cancel)
    {
        uint[][] keys = [.. entries.Select(e => Keys(snapshot.GetFeatures(e)))];
        var buckets = new RowBuckets(snapshot.RowCount, keys);
        var likely = new Dictionary<(int A, int B), int>();
        var counts = new int[entries.Length];
        var touched = new List<int>();
        for (int i = 0; i < entries.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            buckets.Count(keys[i], counts, touched);
            if (options.IncludeMirrored)
            {
                buckets.Count(Keys(MirroredFeatures.Of(snapshot.GetFeatures(entries[i]))), counts, touched);
            }

            IndexedImage image = entries[i].Image;
            for (int j = 0; j < entries.Length; j++)
            {
                int bits = PerceptualHash.Distance(image.PerceptualHash, entries[j].Image.PerceptualHash) ?? int.MaxValue;
                if (options.IncludeMirrored)
                {
                    bits = Math.Min(bits, PerceptualHash.Distance(PerceptualHash.Mirrored(image.PerceptualHash), entries[j].Image.PerceptualHash) ?? int.MaxValue);
                }

                if (bits <= Geometry.Confidence.MostHashBits)
                {
                    touched.AddRange(counts[j] == 0 ? [j] : []);
                    counts[j] += NearHash;
                }
            }

            foreach (int j in touched.Where(j => j != i && counts[j] >= LeastSharedBuckets && options.IsIgnored?.Invoke(image, entries[j].Image) != true)
                .OrderByDescending(j => counts[j]).ThenBy(j => j).Take(CandidatesAnImage))
            {
                (int A, int B) pair = (Math.Min(i, j), Math.Max(i, j));
                likely[pair] = Math.Max(likely.GetValueOrDefault(pair), counts[j]);
            }

            touched.ForEach(j => counts[j] = 0);
            touched.Clear();
        }

        return [.. likely.OrderByDescending(p => p.Value).ThenBy(p => p.Key).Select(p => p.Key)];
    }

    private static unsafe uint[] Keys(ImageFeatures features)
    {
        var keys = new uint[features.Count];
        Span<sbyte> sketch = stackalloc sbyte[ScanLayout.Axes];
        fixed (byte* rows = features.Descriptors)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                Sketch.Make(ScanKernels.Best, rows + ((nint)i * ScanLayout.RowBytes), sketch);
                keys[i] = RowBuckets.Signs(sketch);
            }
        }

        return keys;
    }

    private static List<DuplicateImage> Report(IndexSnapshot snapshot, IndexEntry[] entries, List<int[]> groups, DuplicateOptions options)
    {
        var found = new List<DuplicateImage>();
        int number = 0;
        foreach (int[] group in groups)
        {
            IndexEntry[] members = [.. group.Select(i => entries[i])];
            IndexEntry keeper = Keeper(members, options);
            if (options.IsReference is { } isReference && (!isReference(keeper.Image) || Array.TrueForAll(members, m => isReference(m.Image))))
            {
                continue;
            }

            number++;
            found.Add(new DuplicateImage(number, keeper.Image, true, keeper.Image, null));
            foreach (IndexEntry member in members.Where(m => m != keeper && options.IsReference?.Invoke(m.Image) != true))
            {
                ImageComparison comparison = Compare(snapshot, keeper, member, options);
                found.Add(new DuplicateImage(number, member.Image, false, keeper.Image, comparison.IsMatch ? comparison : null));
            }
        }

        return found;
    }

    private static IndexEntry Keeper(IndexEntry[] members, DuplicateOptions options)
    {
        IOrderedEnumerable<IndexEntry> order = members.OrderByDescending(m => options.IsReference?.Invoke(m.Image) == true);
        return (options.Keep switch
        {
            KeepRule.Largest => order.ThenByDescending(m => (long)m.Image.Width * m.Image.Height).ThenByDescending(m => m.Image.LengthBytes),
            KeepRule.Oldest => order.ThenBy(m => m.Image.ModifiedUtc),
            KeepRule.Newest => order.ThenByDescending(m => m.Image.ModifiedUtc),
            KeepRule.ShortestPath => order.ThenBy(m => m.Image.Path.Length),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Keep, "Unknown rule."),
        }).ThenBy(m => m.Image.Id).First();
    }
}
