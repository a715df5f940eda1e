using ImageSearch.Comparison;
using ImageSearch.Sift;

namespace ImageSearch.Duplicates;

/// <summary>
/// Tells what an image shows around the part that it has in common with another: a picture goes on there, with keypoints as there are within;
/// a border and the empty corners of a turned copy have next to none.
/// </summary>
internal static class Surroundings
{
    /// <summary>So near to the edge of the common part keypoints are its own, in described pixels over the long side.</summary>
    private const double MarginShare = 0.04;

    /// <summary>Keypoints are at least so dense around it, over the density within, where the picture goes on.</summary>
    private const double MinDensity = 0.05;

    /// <summary>Whether the first image's picture goes on beyond what the second one shows; true where that cannot be told.</summary>
    /// <param name="first">The image whose surroundings are looked at.</param>
    /// <param name="second">The other one.</param>
    /// <param name="comparison">What the first is to the second.</param>
    public static bool ShowMore(ImageFeatures first, ImageFeatures second, ImageComparison comparison)
    {
        if (comparison is not { Geometry: { IsMirrored: false } geometry, FirstOverlap: { } share })
        {
            return true;
        }

        double margin = MarginShare * Math.Max(second.Width, second.Height);
        int within = 0, around = 0;
        foreach (Keypoint keypoint in first.Keypoints)
        {
            (double x, double y) = geometry.Transform.Apply(keypoint.X, keypoint.Y);
            double outside = Math.Max(Math.Max(-x, x - (second.Width - 1)), Math.Max(-y, y - (second.Height - 1)));
            (within, around) = (within + (outside <= 0 ? 1 : 0), around + (outside > margin ? 1 : 0));
        }

        double ratio = share >= 1 ? 0 : around * share / (Math.Max(1, within) * (1 - share));
        return ratio >= MinDensity;
    }
}
