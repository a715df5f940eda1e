using ImageSearch.Comparison;
using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>Which image is rather kept than which.</summary>
internal sealed class KeepOrder(DuplicateOptions options)
{
    /// <summary>The images, the one that is kept most gladly first: those of reference, then as the rule says.</summary>
    public IEnumerable<T> Sort<T>(IEnumerable<T> all, Func<T, IndexedImage> imageOf)
    {
        IOrderedEnumerable<T> order = all.OrderByDescending(a => options.IsKept(imageOf(a)));
        return (options.Keep switch
        {
            KeepRule.Largest => order.ThenByDescending(a => Pixels(imageOf(a))).ThenBy(a => IsGray(imageOf(a))).ThenByDescending(a => imageOf(a).LengthBytes),
            KeepRule.Oldest => order.ThenBy(a => imageOf(a).ModifiedUtc),
            KeepRule.Newest => order.ThenByDescending(a => imageOf(a).ModifiedUtc),
            KeepRule.ShortestPath => order.ThenBy(a => imageOf(a).Path.Length),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Keep, "Unknown rule."),
        }).ThenBy(a => imageOf(a).Id);
    }

    /// <summary>Whether an image may be kept in place of another. By the usual rule it must not be the poorer one in any way; the other rules do not ask.</summary>
    /// <param name="keeper">The image to be kept, of which the comparison is the first.</param>
    /// <param name="other">The other one.</param>
    /// <param name="comparison">What they are to each other.</param>
    public bool MayReplace(IndexedImage keeper, IndexedImage other, ImageComparison comparison) =>
        options.Keep != KeepRule.Largest || options.IsKept(keeper) || comparison.Relation == ImageRelation.IdenticalBytes
        || !(Pixels(keeper) < Pixels(other) || (IsGray(keeper) && !IsGray(other)) || IsPartOf(comparison)
            || (Pixels(keeper) == Pixels(other) && keeper.LengthBytes < other.LengthBytes));

    private static bool IsPartOf(ImageComparison comparison) =>
        comparison.Relation == ImageRelation.Cropped && comparison.FirstOverlap > comparison.SecondOverlap;

    private static long Pixels(IndexedImage image) => (long)image.Width * image.Height;

    /// <summary>Whether it has no colours; where that is not known, it is taken to have some.</summary>
    private static bool IsGray(IndexedImage image) => image.Colours?.IsGray == true;
}
