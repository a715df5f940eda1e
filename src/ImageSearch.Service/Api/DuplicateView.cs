using ImageSearch.Comparison;
using ImageSearch.Search;
using ImageSearch.Service.Indexes;

namespace ImageSearch.Service.Api;

/// <summary>A duplicate.</summary>
/// <param name="Relation">What it is to the image to be kept, as Find-DuplicateImage says it; None where only others of the group link the two.</param>
/// <param name="Confidence">How sure it is that it shows what the image to be kept shows; absent where only others link the two.</param>
/// <param name="Inliers">How many pairs of points agree on one transform; absent where only others link the two.</param>
/// <param name="Image">The indexed image.</param>
internal sealed record DuplicateView(string Relation, double? Confidence, int? Inliers, ImageView Image)
{
    public static DuplicateView Of(DuplicateImage found, ServedIndex served, ServiceOptions options) =>
        new((found.Comparison?.Relation ?? ImageRelation.None).ToString(),
            found.Comparison is { } comparison ? Math.Round(comparison.Confidence, 4) : null, found.Comparison?.Inliers,
            ImageView.Of(found.Image, served, options));
}
