using ImageSearch.Duplicates;
using ImageSearch.Service.Indexes;

namespace ImageSearch.Service.Api;

/// <summary>A duplicate.</summary>
/// <param name="Relation">What it is to the image to be kept, as Find-DuplicateImage says it.</param>
/// <param name="Confidence">How sure the relation is.</param>
/// <param name="Inliers">How many pairs of points agree on one transform.</param>
/// <param name="Image">The indexed image.</param>
internal sealed record DuplicateView(string Relation, double Confidence, int Inliers, ImageView Image)
{
    public static DuplicateView Of(DuplicateImage found, ServedIndex served, ServiceOptions options) =>
        new(found.Comparison.Relation.ToString(), Math.Round(found.Comparison.Confidence, 4), found.Comparison.Inliers, ImageView.Of(found.Image, served, options));
}
