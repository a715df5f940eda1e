using ImageSearch.Duplicates;
using ImageSearch.Pictures;
using ImageSearch.Service.Indexes;
using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>A duplicate.</summary>
/// <param name="Relation">What it is to the image to be kept, as Find-DuplicateImage says it.</param>
/// <param name="Verdict">The relation in words, and where the two differ.</param>
/// <param name="Confidence">How sure the relation is.</param>
/// <param name="KeeperOverlap">Which share of the image to be kept lies in it, 0 to 1; absent where no transform is known.</param>
/// <param name="ImageOverlap">Which share of it lies in the image to be kept, 0 to 1; absent where no transform is known.</param>
/// <param name="Agreement">Of the overlap that says anything, the share that agrees, 0 to 1; absent where nothing was compared.</param>
/// <param name="IsConfirmed">Whether the pixels of both were compared; absent where they were not.</param>
/// <param name="Inliers">How many pairs of points agree on one transform.</param>
/// <param name="Differences">Where the two contradict each other, the largest first; absent where they do not.</param>
/// <param name="Image">The indexed image.</param>
internal sealed record DuplicateView(string Relation, string Verdict, double Confidence, double? KeeperOverlap, double? ImageOverlap,
    double? Agreement, bool? IsConfirmed,
    int Inliers, DuplicateDifference[]? Differences, ImageView Image)
{
    public static DuplicateView Of(Duplicates.DuplicateGroup group, DuplicateImage found, ServedIndex served, ServiceOptions options) =>
        new(
        found.Comparison.Relation.ToString(), ComparisonWords.Of(group, found), ImageParts.Round(found.Comparison.Confidence),
        ImageParts.Round(found.Comparison.FirstOverlap), ImageParts.Round(found.Comparison.SecondOverlap),
        ImageParts.Round(found.Comparison.Agreement),
        found.Comparison.IsConfirmed ? true : null, found.Comparison.Inliers, DuplicateDifference.Of(group, found),
        ImageViews.Of(found.Image, served, options));
}
