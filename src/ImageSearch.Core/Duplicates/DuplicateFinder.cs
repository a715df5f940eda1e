using ImageSearch.Comparison;
using ImageSearch.Comparison.Pixels;
using ImageSearch.Index;
using ImageSearch.Threads;

namespace ImageSearch.Duplicates;

/// <summary>
/// Finds duplicates in a whole index: files of one content first; then of each content one image is compared with those that share rows,
/// hashes or colours with it, by keypoints, and what is left by pixels.
/// </summary>
public static class DuplicateFinder
{
    /// <summary>Finds the groups. It opens files to compare their pixels, and changes none.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DuplicateResult Find(IndexSnapshot snapshot, DuplicateOptions options, CancellationToken cancel = default)
    {
        var frames = new FrameCache();
        return Find(snapshot, options, (found, first, second, limitMegapixels) =>
            PixelComparer.Confirm(found, first, second, limitMegapixels, frames), cancel);
    }

    internal static DuplicateResult Find(IndexSnapshot snapshot, DuplicateOptions options, PixelComparison compare,
        CancellationToken cancel)
    {
        options.Validate();
        snapshot.EnsureUnchanged();
        var order = new KeepOrder(options);
        var files = new FilesOnDisk(order);
        var confirmer = new PairConfirmer(snapshot, options, compare);
        var count = new PairCount(options.Progress);
        ParallelOptions parallel = options.Parallel(cancel);
        Content[] contents = Content.AllOf(snapshot, order);
        (int A, int B)[] pairs = options.Relations.Any(r => r != ImageRelation.IdenticalBytes)
            ? Likely(snapshot, contents, confirmer, options, count, parallel) : [];
        var linked = pairs.SelectMany(p => new[] { p.A, p.B }).ToHashSet();
        files.Check([.. contents.Where((c, i) => c.Files.Count > 1 || linked.Contains(i))], parallel);
        var grouping = new Grouping(contents, confirmer, files, order, options);
        IReadOnlyList<DuplicateGroup> groups = grouping.Run(pairs, count, parallel);
        return new DuplicateResult(groups, files.Warnings, files.Links, grouping.Undecided);
    }

    /// <summary>The pairs whose pixels are worth comparing: keypoints find something in common, or they look alike as a whole.</summary>
    private static (int A, int B)[] Likely(
        IndexSnapshot snapshot, Content[] contents, PairConfirmer confirmer, DuplicateOptions options, PairCount count,
        ParallelOptions parallel)
    {
        IndexEntry[] leads = [.. contents.Select(c => c.Lead)];
        var candidates = new CandidatePairs(snapshot, leads, options, parallel);
        var isLikely = new bool[candidates.Pairs.Count];
        count.Expect(isLikely.Length);
        SideBySide.For(isLikely.Length, parallel, i =>
        {
            (int a, int b) = candidates.Pairs[i];
            isLikely[i] = candidates.LookAlike(a, b) || confirmer.Compare(leads[a], leads[b]).IsMatch;
            count.Done();
        });
        return [.. candidates.Pairs.Where((_, i) => isLikely[i])];
    }
}
