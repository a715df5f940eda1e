using ImageSearch.Comparison;
using ImageSearch.Sift;

namespace ImageSearch.Duplicates;

/// <summary>
/// Tells what an image shows around the part that it has in common with another: a picture goes on there, with keypoints as there are
/// within; a border and the empty corners of a turned copy have next to none.
/// </summary>
internal static class Surroundings
{
    /// <summary>So near to the edge of the common part keypoints are its own, in described pixels over the long side.</summary>
    private const double MarginShare = 0.04;

    /// <summary>Keypoints are at least so dense around it, over the density within, where the picture goes on.</summary>
    private const double MinDensity = 0.05;

    /// <summary>Whether the picture of one of two images goes on beyond what the other shows; null where that cannot be told.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="comparison">What the first is to the second.</param>
    /// <param name="ofFirst">Whether it is asked of the first.</param>
    public static bool? ShowMore(ImageFeatures first, ImageFeatures second, ImageComparison comparison, bool ofFirst)
    {
        if (comparison.Geometry is not { IsMirrored: false } geometry
            || (ofFirst ? geometry.Transform : geometry.Transform.Inverse()) is not { } toOther
            || (ofFirst ? comparison.FirstOverlap : comparison.SecondOverlap) is not { } share)
        {
            return null;
        }

        (ImageFeatures image, ImageFeatures other) = ofFirst ? (first, second) : (second, first);
        double margin = MarginShare * Math.Max(other.Width, other.Height);
        int within = 0, around = 0;
        foreach (Keypoint keypoint in image.Keypoints)
        {
            (double x, double y) = toOther.Apply(keypoint.X, keypoint.Y);
            double outside = Math.Max(Math.Max(-x, x - (other.Width - 1)), Math.Max(-y, y - (other.Height - 1)));
            (within, around) = (within + (outside <= 0 ? 1 : 0), around + (outside > margin ? 1 : 0));
        }

        return share < 1 && around * share >= MinDensity * Math.Max(1, within) * (1 - share);
    }
}
