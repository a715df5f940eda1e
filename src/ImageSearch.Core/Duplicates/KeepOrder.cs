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

    /// <summary>Steps of compression that differ by no more are the same: encoders round.</summary>
    private const double MinStepsRatio = 1.05;

    /// <summary>Contents, by their places, the one that is kept most gladly first.</summary>
    public IEnumerable<int> Sort(IReadOnlyCollection<int> places, Content[] contents)
    {
        // Where one is not known, lengths are all that there is: an order by both would go in circles.
        bool areKnown = places.All(p => contents[p].Steps is not null);
        return Sort(places, p => contents[p].Lead.Image, p => areKnown ? contents[p].Steps!.Value : 0);
    }

    /// <summary>Files of one content, the one that is kept most gladly first.</summary>
    public IEnumerable<IndexEntry> Sort(IEnumerable<IndexEntry> files) => Sort(files, f => f.Image, _ => 0);

    private IEnumerable<T> Sort<T>(IEnumerable<T> all, Func<T, IndexedImage> imageOf, Func<T, double> stepsOf)
    {
        IOrderedEnumerable<T> order = all.OrderByDescending(a => options.IsKept(imageOf(a)));
        return (options.Keep switch
        {
            KeepRule.Largest => order.ThenByDescending(a => Pixels(imageOf(a))).ThenBy(a => IsGray(imageOf(a)))
                .ThenBy(stepsOf).ThenByDescending(a => imageOf(a).LengthBytes),
            KeepRule.Oldest => order.ThenBy(a => imageOf(a).ModifiedUtc),
            KeepRule.Newest => order.ThenByDescending(a => imageOf(a).ModifiedUtc),
            KeepRule.ShortestPath => order.ThenBy(a => imageOf(a).Path.Length),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Keep, "Unknown rule."),
        }).ThenBy(a => imageOf(a).Id);
    }

    /// <summary>Whether an image may be kept in place of another. By the usual rule it must not be the poorer one in any way; the other
    /// rules do not ask.</summary>
    public bool MayReplace(KeptPair pair) =>
        options.Keep != KeepRule.Largest || options.IsKept(pair.Keeper) || pair.Comparison.Relation == ImageRelation.IdenticalBytes
        || !(HasFewerPixels(pair) || (IsGray(pair.Keeper) && !IsGray(pair.Other)) || pair.OtherShowsMore || IsPartOf(pair.Comparison)
            || (Pixels(pair.Keeper) == Pixels(pair.Other) && HasLostMore(pair)));

    /// <summary>
    /// Whether an image gives way to another as the one to be kept: it shows the other one whole, and around it nothing but a border or the
    /// empty corners of a turned copy, which make its pixels many.
    /// </summary>
    public bool GivesWay(KeptPair pair) => options.Keep == KeepRule.Largest && !options.IsKept(pair.Keeper)
        && HasSurroundings(pair.Comparison, ofFirst: true) && pair.Comparison.SecondOverlap >= Whole && pair.KeeperShowsMore == false;

    /// <summary>Whether there is more of an image than what both show, so that one would have to ask what that is.</summary>
    /// <param name="comparison">What two images are to each other.</param>
    /// <param name="ofFirst">Whether the first of them is meant.</param>
    public static bool HasSurroundings(ImageComparison comparison, bool ofFirst) =>
        comparison.Relation is ImageRelation.Turned or ImageRelation.Edited
        && (ofFirst ? comparison.FirstOverlap : comparison.SecondOverlap) < Whole;

    /// <summary>
    /// Whether of two images of one size the keeper may have lost more: it is compressed by larger steps, or it has fewer bytes. Small
    /// steps alone promise nothing: a copy that was saved badly, and then well, has them.
    /// </summary>
    private static bool HasLostMore(KeptPair pair) =>
        pair.KeeperSteps > MinStepsRatio * pair.OtherSteps || pair.Keeper.LengthBytes < pair.Other.LengthBytes;

    /// <summary>Whether the keeper has fewer pixels. Of turned and edited copies those alone count that both show, as the rest is a border
    /// or empty corners; unless it is picture too, and all of the other one: that is then a part of it.</summary>
    private static bool HasFewerPixels(KeptPair pair)
    {
        double first = pair.Comparison.FirstOverlap ?? 1, second = pair.Comparison.SecondOverlap ?? 1;
        bool isPart = pair.KeeperShowsMore == true && second >= Whole;
        return pair.Comparison.Relation is ImageRelation.Turned or ImageRelation.Edited && Math.Min(first, second) < Whole && !isPart
            ? first * Pixels(pair.Keeper) < MinPixelShare * second * Pixels(pair.Other) : Pixels(pair.Keeper) < Pixels(pair.Other);
    }

    private static bool IsPartOf(ImageComparison comparison) =>
        comparison.Relation == ImageRelation.Cropped && comparison.FirstOverlap > comparison.SecondOverlap;

    private static long Pixels(IndexedImage image) => (long)image.Width * image.Height;

    /// <summary>Whether it has no colours; where that is not known, it is taken to have some.</summary>
    private static bool IsGray(IndexedImage image) => image.Colours?.IsGray == true;
}
