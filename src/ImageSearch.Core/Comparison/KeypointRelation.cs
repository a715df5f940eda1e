using ImageSearch.Comparison.Pixels;
using ImageSearch.Features;
using ImageSearch.Geometry;

namespace ImageSearch.Comparison;

/// <summary>The relation of two images that show the same, as far as keypoints tell: where the one lies in the other.</summary>
internal static class KeypointRelation
{
    /// <summary>Corners may be off by this share of the longer side in a copy of the whole view.</summary>
    private const double WholeViewShare = 0.04;

    /// <summary>The relation.</summary>
    /// <param name="found">What keypoints say.</param>
    /// <param name="isByHash">Whether the perceptual hash is the surer of the two.</param>
    /// <param name="isMirrored">Whether the first image was mirrored.</param>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    public static ImageRelation Of(KeypointFindings found, bool isByHash, bool isMirrored, DescribedImage first, DescribedImage second)
    {
        if (isMirrored)
        {
            return ImageRelation.Mirrored;
        }

        ImageRelation whole = (first.Width, first.Height) == (second.Width, second.Height) ? ImageRelation.Reencoded
            : ImageRelation.Resized;
        if (isByHash || found.Geometry is not { } geometry)
        {
            return whole;
        }

        bool isUpright = PixelRelation.IsUpright(geometry.Transform, first.Features.Width, first.Features.Height);
        if (isUpright && IsWholeView(geometry.Transform, first, second))
        {
            return whole;
        }

        bool isWithin = LiesWithin(geometry.Transform, first, second)
            || (geometry.Transform.Inverse() is { } back && LiesWithin(back, second, first));
        return isUpright && isWithin ? ImageRelation.Cropped
            : !isUpright && found.Evidence is { } e && Math.Min(e.FirstOverlap, e.SecondOverlap) >= PixelRelation.MostlyWhole
            ? ImageRelation.Turned
            : ImageRelation.SameScene;
    }

    /// <summary>Whether the corners of the one lie on those of the other.</summary>
    private static bool IsWholeView(ImageTransform transform, DescribedImage first, DescribedImage second)
    {
        (int width, int height) = (second.Features.Width, second.Features.Height);
        double allowed = WholeViewShare * Math.Max(width, height);
        (double X, double Y)[] corners = [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)];
        return transform.Outline(first.Features.Width, first.Features.Height).Zip(corners)
            .All(p => Math.Abs(p.First.X - p.Second.X) <= allowed && Math.Abs(p.First.Y - p.Second.Y) <= allowed);
    }

    private static bool LiesWithin(ImageTransform transform, DescribedImage inner, DescribedImage outer)
    {
        (int width, int height) = (outer.Features.Width, outer.Features.Height);
        double allowed = WholeViewShare * Math.Max(width, height);
        return transform.Outline(inner.Features.Width, inner.Features.Height)
            .All(p => p.X >= -allowed && p.Y >= -allowed && p.X <= width - 1 + allowed && p.Y <= height - 1 + allowed);
    }
}
