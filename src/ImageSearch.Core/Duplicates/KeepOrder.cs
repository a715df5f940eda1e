using ImageSearch.Comparison;
using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>Which image is rather kept than which.</summary>
internal sealed class KeepOrder(DuplicateOptions options)
{
    /// <summary>So much of an image lies in another: all of it, but for rounding.</summary>
    private const double Whole = 0.98;

    /// <summary>Overlaps are estimates: fewer pixels than this share are fewer.</summary>
    private const double MinPixelShare = 0.95;

    /// <summary>The images, the one that is kept most gladly first: those of reference, then as the rule says.</summary>
    public IEnumerable<T> Sort<T>(IEnumerable<T> all, Func<T, IndexedImage> imageOf)
    {
        IOrderedEnumerable<T> order = all.OrderByDescending(a => options.IsKept(imageOf(a)));
        return (options.Keep switch
        {
            KeepRule.Largest => order.ThenByDescending(a => Pixels(imageOf(a))).ThenBy(a => IsGray(imageOf(a)))
                .ThenByDescending(a => imageOf(a).LengthBytes),
            KeepRule.Oldest => order.ThenBy(a => imageOf(a).ModifiedUtc),
            KeepRule.Newest => order.ThenByDescending(a => imageOf(a).ModifiedUtc),
            KeepRule.ShortestPath => order.ThenBy(a => imageOf(a).Path.Length),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Keep, "Unknown rule."),
        }).ThenBy(a => imageOf(a).Id);
    }

    /// <summary>Whether an image may be kept in place of another. By the usual rule it must not be the poorer one in any way; the other
    /// rules do not ask.</summary>
    /// <param name="keeper">The image to be kept, of which the comparison is the first.</param>
    /// <param name="other">The other one.</param>
    /// <param name="comparison">What they are to each other.</param>
    public bool MayReplace(IndexedImage keeper, IndexedImage other, ImageComparison comparison) =>
        options.Keep != KeepRule.Largest || options.IsKept(keeper) || comparison.Relation == ImageRelation.IdenticalBytes
        || !(HasFewerPixels(keeper, other, comparison) || (IsGray(keeper) && !IsGray(other)) || IsPartOf(comparison)
            || (Pixels(keeper) == Pixels(other) && keeper.LengthBytes < other.LengthBytes));

    /// <summary>
    /// Whether an image gives way to another as the one to be kept: it shows the other one whole, and around it nothing but a border or the
    /// empty corners of a turned copy, which make its pixels many.
    /// </summary>
    /// <param name="keeper">The image that was to be kept, of which the comparison is the first.</param>
    /// <param name="comparison">What it is to the other one.</param>
    public bool GivesWay(IndexedImage keeper, ImageComparison comparison) => options.Keep == KeepRule.Largest && !options.IsKept(keeper)
        && comparison is { Relation: ImageRelation.Turned or ImageRelation.Edited, FirstOverlap: < Whole, SecondOverlap: >= Whole };

    /// <summary>Whether the first has fewer pixels; of turned and edited copies those alone count that both show, as the rest is a border
    /// or empty corners.</summary>
    private static bool HasFewerPixels(IndexedImage keeper, IndexedImage other, ImageComparison comparison)
    {
        double first = comparison.FirstOverlap ?? 1, second = comparison.SecondOverlap ?? 1;
        return comparison.Relation is ImageRelation.Turned or ImageRelation.Edited && Math.Min(first, second) < Whole
            ? first * Pixels(keeper) < MinPixelShare * second * Pixels(other) : Pixels(keeper) < Pixels(other);
    }

    private static bool IsPartOf(ImageComparison comparison) =>
        comparison.Relation == ImageRelation.Cropped && comparison.FirstOverlap > comparison.SecondOverlap;

    private static long Pixels(IndexedImage image) => (long)image.Width * image.Height;

    /// <summary>Whether it has no colours; where that is not known, it is taken to have some.</summary>
    private static bool IsGray(IndexedImage image) => image.Colours?.IsGray == true;
}
