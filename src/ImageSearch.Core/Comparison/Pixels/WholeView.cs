using ImageSearch.Features;
using ImageSearch.Geometry;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// The exact transforms between two whole views: resized, and turned by quarters or mirrored. A copy that was made so is compared where it
/// lies to a hundredth of a pixel, without any estimate.
/// </summary>
internal static class WholeView
{
    /// <summary>Corners may be off by this share of the longer side; an estimate's error, where there is hardly anything to see at the
    /// edges.</summary>
    private const double MaxCornerShare = 0.05;

    /// <summary>Sides are rounded to whole pixels, and some tools cut one: their ratio may be off by so many pixels, or by the
    /// share.</summary>
    private const double MaxRoundingPixels = 1.5, MaxRoundingShare = 0.01;

    /// <summary>The exact transform that is near to an estimated one; null if none is.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="estimate">From the first file's pixels to the second's.</param>
    public static ImageTransform? Near(DescribedImage first, DescribedImage second, ImageTransform estimate)
    {
        double allowed = MaxCornerShare * Math.Max(second.Width, second.Height);
        IReadOnlyList<(double X, double Y)> corners = estimate.Outline(first.Width, first.Height);
        return All(first, second).FirstOrDefault(t => t.Outline(first.Width, first.Height).Zip(corners)
            .All(p => Math.Abs(p.First.X - p.Second.X) <= allowed && Math.Abs(p.First.Y - p.Second.Y) <= allowed));
    }

    /// <summary>Whether a transform is one of the exact ones.</summary>
    public static bool IsExact(DescribedImage first, DescribedImage second, ImageTransform transform) =>
        Near(first, second, transform)?.Outline(first.Width, first.Height)
        .Zip(transform.Outline(first.Width, first.Height))
        .All(p => Math.Abs(p.First.X - p.Second.X) + Math.Abs(p.First.Y - p.Second.Y) < 1e-6) == true;

    /// <summary>How far the corners lie off those of the exact transform that is near, over the second image's longer side; 1 where none is
    /// near.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="transform">From the first file's pixels to the second's.</param>
    public static double MovedShare(DescribedImage first, DescribedImage second, ImageTransform transform) =>
        Near(first, second, transform) is not { } exact ? 1
        : exact.Outline(first.Width, first.Height).Zip(transform.Outline(first.Width, first.Height))
            .Max(p => Math.Max(Math.Abs(p.First.X - p.Second.X), Math.Abs(p.First.Y - p.Second.Y))) / Math.Max(second.Width, second.Height);

    /// <summary>The transform that only resizes, or resizes and mirrors horizontally; null where the shapes of the two differ.</summary>
    public static ImageTransform? Upright(DescribedImage first, DescribedImage second, bool isMirrored)
    {
        double expected = second.Width * (double)first.Height / first.Width;
        return Math.Abs(expected - second.Height) > Math.Max(MaxRoundingPixels, MaxRoundingShare * second.Height) ? null
            : Make(first, second, isMirrored ? [-1, 0, 0, 1] : [1, 0, 0, 1]);
    }

    private static IEnumerable<ImageTransform> All(DescribedImage first, DescribedImage second) =>
        ((int[][])[[1, 0, 0, 1], [-1, 0, 0, 1], [1, 0, 0, -1], [-1, 0, 0, -1], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, -1, 0], [0, -1, -1, 0]])
        .Select(signs => Make(first, second, signs));

    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="signs">x' = s0 x + s1 y, y' = s2 x + s3 y, about the middles.</param>
    private static ImageTransform Make(DescribedImage first, DescribedImage second, int[] signs)
    {
        (double fromX, double fromY) = ((first.Width - 1) / 2.0, (first.Height - 1) / 2.0);
        double across = signs[0] != 0 ? second.Width / (double)first.Width : second.Width / (double)first.Height;
        double down = signs[3] != 0 ? second.Height / (double)first.Height : second.Height / (double)first.Width;
        double m11 = signs[0] * across, m12 = signs[1] * across, m21 = signs[2] * down, m22 = signs[3] * down;
        return new ImageTransform(m11, m12, ((second.Width - 1) / 2.0) - (m11 * fromX) - (m12 * fromY), m21, m22,
            ((second.Height - 1) / 2.0) - (m21 * fromX) - (m22 * fromY));
    }
}
