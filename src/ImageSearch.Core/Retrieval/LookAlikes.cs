using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;

namespace ImageSearch.Retrieval;

/// <summary>
/// The answers that neither votes nor perceptual hashes find: images that show too little to have either, such as flags. The same bytes are
/// known by their hash; else images of like colours are compared pixel by pixel, where both files are there.
/// </summary>
internal static class LookAlikes
{
    /// <summary>So many at most have their pixels compared.</summary>
    private const int MaxCompared = 8;

    /// <summary>The matches of a query among the images that are wanted.</summary>
    public static IEnumerable<ImageMatch> Find(IndexSnapshot snapshot, Func<long, bool> isWanted, IRowHolder holder, DescribedImage query,
        CancellationToken cancel)
    {
        if (!query.HasFile)
        {
            yield break;
        }

        List<IndexEntry> few = OfFewFeatures(snapshot, isWanted, query);
        IndexEntry[] same = [.. few.Where(e => query.Facts.ContentHash.AsSpan().SequenceEqual(e.Image.ContentHash.AsSpan()))];
        foreach (IndexEntry entry in same)
        {
            yield return Match(entry.Image, new ImageComparison(ImageRelation.IdenticalBytes, 1));
        }

        IEnumerable<IndexEntry> alike = few.Except(same)
            .Where(e => (e.Image.PerceptualHash == 0 || query.PerceptualHash == 0) && Distance(query, e) <= ColourSignature.MaxApart)
            .OrderBy(e => Distance(query, e)).ThenBy(e => e.Image.Id).Take(MaxCompared);
        foreach (IndexEntry entry in File.Exists(query.Facts.Path) ? alike : [])
        {
            cancel.ThrowIfCancellationRequested();
            if (Compare(query, holder.Describe(entry), snapshot.Settings.Imaging.LimitMegapixels) is { IsMatch: true } comparison)
            {
                yield return Match(entry.Image, comparison);
            }
        }
    }

    /// <summary>The images of which, or of the query, there are few features.</summary>
    private static List<IndexEntry> OfFewFeatures(IndexSnapshot snapshot, Func<long, bool> isWanted, DescribedImage query)
    {
        IEnumerable<IndexEntry> few = query.Features.Count < IndexSnapshot.FewFeatures ? snapshot.Entries.ToArray() : snapshot.WithFewFeatures;
        return [.. few.Where(e => isWanted(e.Image.Id))];
    }

    private static ImageMatch Match(IndexedImage image, ImageComparison comparison) => new(0, image, 0, 0) { Comparison = comparison };

    private static int Distance(DescribedImage query, IndexEntry entry) =>
        query.Colours is { } one && entry.Image.Colours is { } other ? one.Distance(other) : int.MaxValue;

    /// <summary>Null where a file is gone or cannot be read: nothing can be said of its pixels then.</summary>
    private static ImageComparison? Compare(DescribedImage query, DescribedImage second, double limitMegapixels)
    {
        if (query.PageCount != 1 || second.PageCount != 1)
        {
            return null;
        }

        try
        {
            return PixelComparer.Confirm(ImageComparer.CompareOneWay(query, second, isMirrored: false), query, second, limitMegapixels);
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
