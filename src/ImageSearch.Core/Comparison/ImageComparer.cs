using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison;

/// <summary>Compares two described images by their keypoints and perceptual hashes; it needs no index. Verified searches compare a query
/// with each candidate by it.</summary>
public static class ImageComparer
{
    /// <summary>What the usual comparison accepts and is this sure of, a thorough one leaves as it is.</summary>
    private const double Sure = 0.95;

    /// <summary>Compares two described images, mirrored too if they do not match as they are.</summary>
    /// <exception cref="IndexException">They were described with different kinds of descriptor.</exception>
    public static ImageComparison Compare(DescribedImage first, DescribedImage second)
    {
        if (first.Features.Kind != second.Features.Kind)
        {
            throw IndexException.SettingsMismatch(second.Facts.Path,
                $"they are {second.Features.Kind} descriptors and the other image's are {first.Features.Kind}");
        }

        return CompareThoroughly(first, second);
    }

    /// <summary>Compares two images as they are described and, where that says nothing and there are more features of either, by
    /// these.</summary>
    private static ImageComparison CompareThoroughly(DescribedImage first, DescribedImage second)
    {
        ImageComparison usual = Compare(first, second, includeMirrored: true);
        if ((usual.IsMatch && usual.Confidence >= Sure) || (first.MoreFeatures ?? second.MoreFeatures) is null)
        {
            return usual;
        }

        ImageComparison thorough = Compare(first.ByMoreFeatures, second.ByMoreFeatures, includeMirrored: true);
        return thorough.IsMatch == usual.IsMatch ? thorough.Confidence > usual.Confidence ? thorough : usual : thorough.IsMatch
            ? thorough : usual;
    }

    internal static ImageComparison Compare(DescribedImage first, DescribedImage second, bool includeMirrored)
    {
        ImageComparison plain = CompareOneWay(first, second, isMirrored: false);
        if (plain.IsMatch || !includeMirrored)
        {
            return plain;
        }

        ImageComparison mirrored = CompareOneWay(first, second, isMirrored: true);
        return mirrored.Relation > plain.Relation ? mirrored : plain;
    }

    /// <summary>Compares two images the one way or the other.</summary>
    /// <param name="first">The first image, as it is.</param>
    /// <param name="second">The second image.</param>
    /// <param name="isMirrored">Whether the first image is mirrored before it is compared.</param>
    internal static ImageComparison CompareOneWay(DescribedImage first, DescribedImage second, bool isMirrored)
    {
        ulong hash = isMirrored ? PerceptualHash.Mirrored(first.PerceptualHash) : first.PerceptualHash;
        int? bits = PerceptualHash.Distance(hash, second.PerceptualHash);
        if (!isMirrored && first.HasBytesOf(second))
        {
            return Describe(new ImageComparison(ImageRelation.IdenticalBytes, 1),
                KeypointComparer.Compare(first.Features, second.Features, false), bits, first, second);
        }

        KeypointFindings found = KeypointComparer.Compare(first.Features, second.Features, isMirrored);
        double byHash = Confidence.Of(null, bits), byInliers = Confidence.Of(found.Geometry, null),
            view = found.Evidence?.ViewConfidence ?? 1;
        double confidence = Math.Max(byHash, Math.Min(byInliers, view));
        ImageRelation relation = byHash < Confidence.Accepted && byInliers < Confidence.Accepted ? ImageRelation.None
            : confidence < Confidence.Accepted ? ImageRelation.SharedPart
            : KeypointRelation.Of(found, byHash >= byInliers, isMirrored, first, second);
        return Describe(new ImageComparison(relation, relation == ImageRelation.SharedPart ? byInliers : confidence), found, bits,
            first, second);
    }

    private static ImageComparison Describe(ImageComparison comparison, KeypointFindings found, int? bits, DescribedImage first,
        DescribedImage second) => comparison with
        {
            Geometry = found.Geometry,
            PerceptualHashDistance = bits,
            FirstOverlap = found.Evidence?.FirstOverlap,
            SecondOverlap = found.Evidence?.SecondOverlap,
            Agreement = found.Evidence?.Agreement,
            Outline = found.Geometry?.OutlineInFile(first.Features.Width, first.Features.Height, ScaleOf(second)),
            Points = found.Geometry?.PointsInFiles(ScaleOf(first), ScaleOf(second)) ?? [],
            Parts = [.. found.Parts.Select(p => ToPart(p.PointsInFiles(ScaleOf(first), ScaleOf(second))))],
        };

    /// <summary>From the pixels that an image was described at to those of its file.</summary>
    private static FileScale ScaleOf(DescribedImage image) =>
        FileScale.Of(image.Width, image.Height, image.Features.Width, image.Features.Height);

    private static MatchedPart ToPart(IReadOnlyList<MatchedPoint> points) =>
        new(ConvexHull.Of(points.Select(p => (p.QueryX, p.QueryY))), ConvexHull.Of(points.Select(p => (p.ImageX, p.ImageY))), points);
}
