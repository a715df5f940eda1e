using ImageSearch.Comparison;
using ImageSearch.Comparison.Pixels;
using ImageSearch.Features;
using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Threads;

namespace ImageSearch.Retrieval;

/// <summary>Lets pixels have the last word on what keypoints found: opens the query's file and those of its matches.</summary>
internal static class PixelConfirmation
{
    /// <summary>So many pairs are compared before it is asked whether there are matches enough.</summary>
    private const int PairsAtOnce = 4;

    /// <summary>
    /// What the pixels say, in the order that was given, until there are as many matches as are wanted. What keypoints say nothing for, and
    /// nobody asks for, is not opened.
    /// </summary>
    /// <param name="found">What keypoints say of each image, the surest first.</param>
    /// <param name="snapshot">Where the images are.</param>
    /// <param name="holder">Who has their rows.</param>
    /// <param name="query">What was searched for.</param>
    /// <param name="options">What is wanted, and who is told of files that cannot be opened.</param>
    /// <param name="cancel">Ends the work.</param>
    public static IReadOnlyList<ImageMatch> Confirm(
        IReadOnlyList<ImageMatch> found, IndexSnapshot snapshot, IRowHolder holder, DescribedImage query, SearchOptions options,
        CancellationToken cancel)
    {
        ImageMatch[] worth = [.. found.Where(m => m.Comparison!.IsMatch || options.Wants(m))];
        if (!query.HasFile)
        {
            return worth;
        }

        var failures = new Failures(options.OnNotCompared);
        var frames = new FrameCache();
        var told = new List<ImageMatch>();
        ParallelOptions parallel = ThreadCount.Parallel(options.Threads, cancel);
        while (told.Count < worth.Length && told.Count(m => options.Wants(m)) < options.MaximumMatches)
        {
            var batch = new ImageMatch[Math.Min(PairsAtOnce, worth.Length - told.Count)];
            SideBySide.For(batch.Length, parallel, i => batch[i] =
                Confirm(worth[told.Count + i], query,
                    () => holder.Describe(snapshot.EntryOfId(worth[told.Count + i].Image.Id)), options, frames, failures));
            told.AddRange(batch);
        }

        return told;
    }

    private static ImageMatch Confirm(ImageMatch match, DescribedImage query, Func<DescribedImage> describe, SearchOptions options,
        FrameCache frames, Failures failures)
    {
        try
        {
            DescribedImage image = describe();
            FileState.Check(query.Facts);
            FileState.Check(image.Facts);
            return match with { Comparison = PixelComparer.Confirm(match.Comparison!, query, image, options.LimitMegapixels, frames) };
        }
        catch (ImageException e)
        {
            failures.Tell(e);
            return match;
        }
    }

    /// <summary>Tells of each file once.</summary>
    private sealed class Failures(Action<ImageException>? tell)
    {
        private readonly HashSet<string> _told = new(FilePaths.Comparer);
        private readonly Lock _lock = new();

        public void Tell(ImageException error)
        {
            lock (_lock)
            {
                if (_told.Add(error.Target))
                {
                    tell?.Invoke(error);
                }
            }
        }
    }
}
