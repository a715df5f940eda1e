using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Features;
using ImageSearch.Retrieval;

namespace ImageSearch.Pictures;

/// <summary>What a comparison says, in words: the same ones in pictures, reports, cmdlets, the command and the page.</summary>
public static class ComparisonWords
{
    /// <summary>What the first image of a search is called.</summary>
    private const string Query = "the query";

    /// <summary>A size that differs by less is no other one.</summary>
    private const double SameSize = 0.02;

    /// <summary>Turned by less, a picture is seen from aside.</summary>
    private const double MinDegrees = 1;

    /// <summary>By how much of its diagonal an outline is no parallelogram, where the other is seen at an angle.</summary>
    private const double PerspectiveShare = 0.04;

    /// <summary>An image that lies in the other by so much lies in it as a whole.</summary>
    private const double WholeShare = 0.97;

    /// <summary>What a found image is to the query; null if only votes were counted.</summary>
    public static string? Of(ImageMatch match) =>
        match.Comparison is { } comparison
        ? Of(comparison, (match.QueryWidth, match.QueryHeight), (match.Image.Width, match.Image.Height), Query) : null;

    /// <summary>What a duplicate is to the image of its group that is suggested to be kept.</summary>
    public static string Of(DuplicateGroup group, DuplicateImage duplicate) =>
        Of(duplicate.Comparison, (group.Keeper.Width, group.Keeper.Height), (duplicate.Image.Width, duplicate.Image.Height),
            "the one to keep");

    /// <summary>What the second image is to the first.</summary>
    public static string Of(ImageComparison comparison, DescribedImage first, DescribedImage second) =>
        Of(comparison, (first.Width, first.Height), (second.Width, second.Height), "the first");

    /// <summary>What the second image is to the first.</summary>
    /// <param name="comparison">From the first image to the second.</param>
    /// <param name="first">Width and height of the first file in pixels, upright.</param>
    /// <param name="second">Width and height of the second file in pixels, upright.</param>
    /// <param name="firstName">What the first image is called.</param>
    internal static string Of(ImageComparison comparison, (int Width, int Height) first, (int Width, int Height) second,
        string firstName) =>
        comparison.Relation switch
        {
            ImageRelation.IdenticalBytes => "the same file, byte for byte",
            ImageRelation.IdenticalPixels => "the same pixels in another file",
            ImageRelation.Reencoded => "the same picture, saved again" + Differences(comparison, second),
            ImageRelation.Resized => $"the same picture, resized{Factor(first, second)}" + Differences(comparison, second),
            ImageRelation.Recoloured => "the same picture in other colours" + Differences(comparison, second),
            ImageRelation.Cropped => Crop(comparison, first, second, firstName) + Differences(comparison, second),
            ImageRelation.Turned => $"the same picture, {Turn(comparison)}" + Differences(comparison, second),
            ImageRelation.Mirrored => "the same picture, mirrored" + Differences(comparison, second),
            ImageRelation.Edited => $"the same picture, {Edit(comparison, first, second, firstName)}" + Differences(comparison, second),
            ImageRelation.SameScene => "the same scene or object, not the same picture" + Parts(comparison)
            + Differences(comparison, second),
            ImageRelation.SharedPart => SharedPart(comparison, second),
            _ => "nothing in common",
        };

    /// <summary>A confidence to two places, never rounded up to certainty.</summary>
    public static string Confidence(double confidence) =>
        (confidence < 1 ? Math.Min(confidence, 0.99) : 1).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A share in per cent, no smaller than it is and never all of it unless it is.</summary>
    internal static string Percent(double share)
    {
        double percent = 100 * share;
        return percent switch
        {
            <= 0 => "0 %",
            < 0.1 => "under 0.1 %",
            < 0.95 => percent.ToString("0.0", CultureInfo.InvariantCulture) + " %",
            > 99 and < 100 => "99 %",
            _ => percent.ToString("0", CultureInfo.InvariantCulture) + " %",
        };
    }

    private static string Differences(ImageComparison comparison, (int Width, int Height) image)
    {
        if (comparison.Differences is not [{ } largest, ..] all)
        {
            return "";
        }

        string place = PlaceWords.Of(largest.Second, image);
        double share = all.Sum(d => d.Share);
        string where = place == PlaceWords.AllOver || all.All(d => PlaceWords.Of(d.Second, image) == place) ? place
            : largest.Share >= share / 2 ? $"mostly {place}"
            : $"in {all.Count} places";
        return $"; {Percent(share)} differ, {where}";
    }

    private static string Parts(ImageComparison comparison) => comparison.Parts.Count > 1
        ? $"; {comparison.Parts.Count} parts in common" : "";

    private static string SharedPart(ImageComparison comparison, (int Width, int Height) image)
    {
        if (comparison.Parts is not [{ } largest, ..] all)
        {
            return "only a part in common";
        }

        // Points that lie all over leave out what is between them, such as a screen within its frame: their outline is not what is common.
        string place = PlaceWords.Of(largest.Second, image), share = Percent(Math.Min(1, all.Sum(p => PlaceWords.Share(p.Second, image))));
        return place == PlaceWords.AllOver ? "only parts in common, in many places"
            : all.All(p => PlaceWords.Of(p.Second, image) == place) ? $"only a part in common: {place}, {share} of the picture"
            : $"only parts in common, in {all.Count} places: {share} of the picture";
    }

    private static string Crop(ImageComparison comparison, (int Width, int Height) first, (int Width, int Height) second, string firstName)
    {
        bool isFirstWithin = (comparison.FirstOverlap ?? 0) >= (comparison.SecondOverlap ?? 0);
        MatchedPart? part = comparison.Parts is [{ } largest, ..] ? largest : null;
        string place = part is null ? PlaceWords.AllOver : isFirstWithin ? PlaceWords.Of(part.Second, second)
            : PlaceWords.Of(part.First, first);
        place = place == PlaceWords.AllOver ? "" : $", {place}";
        return (isFirstWithin, comparison.FirstOverlap, comparison.SecondOverlap) switch
        {
            (true, not null, { } share) => $"{firstName} is a crop of it: {Percent(share)} of the picture{place}",
            (false, { } share, _) => $"a crop of {firstName}: {Percent(share)} of it{place}",
            _ => "a crop, of the one or the other",
        };
    }

    /// <summary>What lies around the one picture and not around the other is told; else that it was edited, and its size where that
    /// changed.</summary>
    private static string Edit(ImageComparison comparison, (int Width, int Height) first, (int Width, int Height) second,
        string firstName) =>
        (comparison.FirstOverlap, comparison.SecondOverlap) switch
        {
            ( >= WholeShare, < WholeShare and var share) => $"with a border or more around it, {Percent(1 - share)} of its area",
            ( < WholeShare and var share, >= WholeShare) => $"without what is around {firstName}, {Percent(1 - share)} of its area",
            _ when first == second => "edited",
            _ => $"resized{Factor(first, second)} and edited",
        };

    private static string Turn(ImageComparison comparison)
    {
        double degrees = comparison.Geometry?.Transform.AngleDegrees ?? 0;
        int whole = (int)Math.Round(Math.Abs(degrees));
        return Math.Abs(degrees) < MinDegrees || IsPerspective(comparison.Outline) ? "seen at an angle"
            : string.Create(CultureInfo.InvariantCulture,
                $"turned by {whole} degree{(whole == 1 ? "" : "s")} {(degrees > 0 ? "clockwise" : "anticlockwise")}");
    }

    /// <summary>Whether an outline's sides do not run side by side.</summary>
    private static bool IsPerspective(IReadOnlyList<(double X, double Y)>? outline) => outline is [var a, var b, var c, var d]
        && Math.Max(Math.Abs(a.X - b.X + c.X - d.X), Math.Abs(a.Y - b.Y + c.Y - d.Y)) > PerspectiveShare
        * Math.Max(Distance(a, c), Distance(b, d));

    private static double Distance((double X, double Y) a, (double X, double Y) b) =>
        Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    /// <summary>How much larger the second is, where both sides changed alike.</summary>
    private static string Factor((int Width, int Height) first, (int Width, int Height) second)
    {
        double wide = (double)second.Width / first.Width, high = (double)second.Height / first.Height, both = Math.Sqrt(wide * high);
        return !double.IsFinite(both) || Math.Abs(wide - high) > SameSize * Math.Max(wide, high) || Math.Abs(both - 1) < SameSize / 2 ? ""
            : string.Create(CultureInfo.InvariantCulture, $" to {100 * both:0} %");
    }
}
