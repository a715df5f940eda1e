using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Kernels;
using ImageSearch.Search;
using ImageSearch.Sift;

namespace ImageSearch.Comparison;

/// <summary>Compares two images without an index, by the same measure as verified searches.</summary>
public static class ImageComparer
{
    /// <summary>Corners may be off by this share of the longer side in a copy of the whole view.</summary>
    private const double WholeViewShare = 0.04;

    /// <summary>A crop is turned by less than this.</summary>
    private const double MostCropDegrees = 3;

    /// <summary>Compares two described images, mirrored too if they do not match as they are.</summary>
    /// <exception cref="IndexException">They were described with different kinds of descriptor.</exception>
    public static ImageComparison Compare(DescribedImage first, DescribedImage second)
    {
        if (first.Features.Kind != second.Features.Kind)
        {
            throw IndexException.SettingsMismatch(second.Facts.Path, $"they are {second.Features.Kind} descriptors and the other image's are {first.Features.Kind}");
        }

        return Compare(ComparedImage.Of(first), ComparedImage.Of(second), includeMirrored: true);
    }

    internal static ImageComparison Compare(ComparedImage first, ComparedImage second, bool includeMirrored)
    {
        ImageComparison plain = OneWay(first, first.Features, first.PerceptualHash, second, isMirrored: false);
        if (plain.IsMatch || !includeMirrored)
        {
            return plain;
        }

        ImageComparison mirrored = OneWay(first, MirroredFeatures.Of(first.Features), PerceptualHash.Mirrored(first.PerceptualHash), second, isMirrored: true);
        return mirrored.IsMatch ? mirrored : plain;
    }

    private static ImageComparison OneWay(ComparedImage first, ImageFeatures features, ulong hash, ComparedImage second, bool isMirrored)
    {
        GeometricMatch? geometry = GeometricVerifier.Match(new WideRows(features), second.Features, ScanKernels.Best, isMirrored);
        int? bits = PerceptualHash.Distance(hash, second.PerceptualHash);
        double confidence = Confidence.Of(geometry, bits);
        bool isSame = !isMirrored && first.HasBytesOf(second);
        ImageRelation relation = isSame ? ImageRelation.IdenticalBytes
            : confidence < Confidence.Accepted ? ImageRelation.None
            : isMirrored ? ImageRelation.Mirrored : Relate(first, second, geometry, bits);
        return new ImageComparison(relation, isSame ? 1 : confidence)
        {
            Geometry = geometry,
            PerceptualHashDistance = bits,
            Outline = geometry?.OutlineInFile(first.Features.Width, first.Features.Height, ScaleOf(second)),
            Points = geometry?.PointsInFiles(ScaleOf(first), ScaleOf(second)) ?? [],
        };
    }

    private static FileScale ScaleOf(ComparedImage image) => FileScale.Of(image.Width, image.Height, image.Features.Width, image.Features.Height);

    private static ImageRelation Relate(ComparedImage first, ComparedImage second, GeometricMatch? geometry, int? bits)
    {
        bool isWhole = geometry is null || Confidence.Of(null, bits) >= Confidence.Of(geometry, null)
            ? bits <= Confidence.MostHashBits
            : IsWholeView(geometry.Transform, first.Features, second.Features);
        return isWhole ? (first.Width, first.Height) == (second.Width, second.Height) ? ImageRelation.Reencoded : ImageRelation.Resized
            : geometry is not null && IsPart(geometry.Transform, first.Features, second.Features) ? ImageRelation.Cropped : ImageRelation.SameScene;
    }

    /// <summary>Whether the corners of the one lie on those of the other.</summary>
    private static bool IsWholeView(ImageTransform transform, ImageFeatures first, ImageFeatures second)
    {
        double allowed = WholeViewShare * Math.Max(second.Width, second.Height);
        (double X, double Y)[] corners = [(0, 0), (second.Width - 1, 0), (second.Width - 1, second.Height - 1), (0, second.Height - 1)];
        return transform.Outline(first.Width, first.Height).Zip(corners).All(p => Math.Abs(p.First.X - p.Second.X) <= allowed && Math.Abs(p.First.Y - p.Second.Y) <= allowed);
    }

    /// <summary>Whether one lies upright within the other, with a little allowance.</summary>
    private static bool IsPart(ImageTransform transform, ImageFeatures first, ImageFeatures second) =>
        Math.Abs(transform.AngleDegrees) <= MostCropDegrees
        && (LiesWithin(transform, first, second) || (transform.Inverse() is { } back && LiesWithin(back, second, first)));

    private static bool LiesWithin(ImageTransform transform, ImageFeatures inner, ImageFeatures outer)
    {
        double allowed = WholeViewShare * Math.Max(outer.Width, outer.Height);
        return transform.Outline(inner.Width, inner.Height)
            .All(p => p.X >= -allowed && p.Y >= -allowed && p.X <= outer.Width - 1 + allowed && p.Y <= outer.Height - 1 + allowed);
    }
}
