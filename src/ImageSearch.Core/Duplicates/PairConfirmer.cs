using System.Collections.Concurrent;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>What two images of an index are to each other: by keypoints, and then, where a file may be deleted, by the pixels of both
/// files.</summary>
internal sealed class PairConfirmer(IndexSnapshot snapshot, DuplicateOptions options, PixelComparison compare)
{
    private readonly ConcurrentDictionary<long, int> _pages = new();

    /// <summary>By keypoints alone.</summary>
    public ImageComparison Compare(IndexEntry first, IndexEntry second) =>
        ImageComparer.Compare(snapshot.Describe(first), snapshot.Describe(second), options.WantsMirrored);

    /// <summary>
    /// By pixels, unless keypoints show plainly that it is nothing that is asked for; files of several pages or frames are only the same if
    /// all of them are.
    /// </summary>
    /// <exception cref="ImageException">A file is gone or cannot be read; it is named.</exception>
    public ImageComparison Confirm(IndexEntry first, IndexEntry second)
    {
        ImageComparison found = Compare(first, second);
        if (!options.WantsParts && !options.Relations.Contains(found.Relation) && OtherView.IsIn(found))
        {
            return found;
        }

        int pages = PagesOf(first.Image), others = PagesOf(second.Image);
        double limitMegapixels = snapshot.Settings.Imaging.LimitMegapixels;
        if (pages == 1 && others == 1)
        {
            return compare(found, snapshot.Describe(first), snapshot.Describe(second), limitMegapixels);
        }

        return pages == others && PageComparer.AreEqual(first.Image.Path, second.Image.Path, limitMegapixels)
            ? found with
            {
                Relation = ImageRelation.IdenticalPixels,
                Confidence = 1,
                FirstOverlap = 1,
                SecondOverlap = 1,
                Agreement = 1,
                IsConfirmed = true
            }
            : found with { Relation = ImageRelation.None, Confidence = 0, IsConfirmed = true };
    }

    /// <summary>Whether the picture of one of two images goes on around what both show; null where that cannot be told.</summary>
    public bool? ShowsMore(IndexEntry first, IndexEntry second, ImageComparison comparison, bool ofFirst) =>
        Surroundings.ShowMore(snapshot.Describe(first).Features, snapshot.Describe(second).Features, comparison, ofFirst);

    private int PagesOf(IndexedImage image) => image.PageCount > 0 ? image.PageCount
        : _pages.GetOrAdd(image.Id, _ => PageComparer.Count(image.Path));
}
