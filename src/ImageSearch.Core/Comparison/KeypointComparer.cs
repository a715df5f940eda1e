using ImageSearch.Geometry;
using ImageSearch.Kernels.Scan;
using ImageSearch.Sift;

namespace ImageSearch.Comparison;

/// <summary>
/// What the keypoints of two images say: one transform, or several (two covers in one photograph, a collage), and the evidence for and
/// against. The same whichever of the two comes first.
/// </summary>
internal static class KeypointComparer
{
    /// <summary>At most so many parts.</summary>
    private const int MaxParts = 9;

    /// <summary>A further part must be this sure: what one transform leaves over agrees with another by chance more often.</summary>
    private const double MinPartConfidence = 0.9;

    /// <summary>With fewer tentative pairs left over, no further part is looked for.</summary>
    private const int MinPairsLeft = 12;

    /// <summary>With so many inliers there is no need to look again along a transform.</summary>
    private const int EnoughInliers = 30;

    /// <summary>So many pairs of features are worth several threads.</summary>
    private const long MinForThreads = 8_000_000;

    /// <summary>Compares two images.</summary>
    /// <param name="first">The first image's features.</param>
    /// <param name="second">The second image's features.</param>
    /// <param name="isMirrored">Whether the first is mirrored before it is compared; transforms and points are of the image as it
    /// is.</param>
    public static KeypointFindings Compare(ImageFeatures first, ImageFeatures second, bool isMirrored) =>
        Order(first, second) <= 0 ? InOrder(first, second, isMirrored) : InOrder(second, first, isMirrored).Swapped();

    /// <summary>Any order will do that depends on the two alone.</summary>
    private static int Order(ImageFeatures first, ImageFeatures second)
    {
        int order = first.Count.CompareTo(second.Count);
        order = order != 0 ? order : ((long)first.Width * first.Height).CompareTo((long)second.Width * second.Height);
        return order != 0 ? order : first.Descriptors.AsSpan().SequenceCompareTo(second.Descriptors);
    }

    private static KeypointFindings InOrder(ImageFeatures first, ImageFeatures second, bool isMirrored)
    {
        ImageFeatures seen = isMirrored ? MirroredFeatures.Of(first) : first;
        FrameAgreement? frames = seen.Frames is null && second.Frames is null ? null : new FrameAgreement(seen, second);
        bool isFew = frames is null && PairMatcher.IsFew(seen.Count, second.Count);
        PairAgreement agreement = frames ?? PairAgreement.OfKeypoints;
        List<KeypointMatch> pairs = frames is null ? Pairs(seen, second, isFew) : PairsOfViews(seen, second);
        var parts = new List<GeometricMatch>();
        while (parts.Count < MaxParts && Verify(pairs, seen, second, agreement, isMirrored) is { } match)
        {
            match = isFew ? match with { HasFewFeatures = true, CollinearInlierCount = Collinearity.MaxCollinear(match.Points) } : match;
            if (parts.Count > 0 && Confidence.Of(match, null) < MinPartConfidence)
            {
                break;
            }

            parts.Add(match);
            ImageTransform transform = OfSeen(match, first.Width);
            pairs = [.. pairs.Where(p => !agreement.Agrees(transform, p, InlierTest.CoarseInlierThreshold))];
            if (pairs.Count < MinPairsLeft || Confidence.Of(match, null) < Confidence.Accepted)
            {
                break;
            }
        }

        KeypointEvidence? evidence = parts.Count == 0 ? null
            : KeypointEvidence.Of(seen, second, [.. parts.Select(p => OfSeen(p, first.Width))], frames);
        return new KeypointFindings(parts, evidence);
    }

    /// <summary>The transform that most pairs agree with; of views, where these are too few to tell, it is looked again along those that
    /// are likely.</summary>
    private static GeometricMatch? Verify(List<KeypointMatch> pairs, ImageFeatures seen, ImageFeatures second, PairAgreement agreement,
        bool isMirrored)
    {
        GeometricMatch? match = GeometricVerifier.Verify(pairs, agreement, seen.Width, isMirrored);
        if (agreement is not FrameAgreement frames || match is null)
        {
            return match;
        }

        match = match with { IsThorough = true };
        if (match.Inliers >= EnoughInliers || GeometricVerifier.VerifyGuided(pairs, frames, seen, second, isMirrored) is not { } guided)
        {
            return match;
        }

        guided = guided with { IsThorough = true };
        return Confidence.Of(guided, null) > Confidence.Of(match, null) ? guided : match;
    }

    /// <summary>Where either image has few features, both are asked for the other's nearest.</summary>
    private static List<KeypointMatch> Pairs(ImageFeatures first, ImageFeatures second, bool isFew)
    {
        List<KeypointMatch> pairs = PairMatcher.Match(first, second, ScanKernels.Best);
        if (isFew)
        {
            HashSet<(int, int)> known = [.. pairs.Select(p => (p.QueryIndex, p.ImageIndex))];
            pairs.AddRange(PairMatcher.Match(second, first, ScanKernels.Best)
                .Where(p => !known.Contains((p.ImageIndex, p.QueryIndex)))
                .Select(p => new KeypointMatch(p.ImageIndex, p.QueryIndex, p.Image, p.Query, p.DistanceRatio)));
        }

        return pairs;
    }

    private static List<KeypointMatch> PairsOfViews(ImageFeatures first, ImageFeatures second) => PairMatcher.MatchViews(
        first, second, ScanKernels.Best, (long)first.Count * second.Count < MinForThreads ? 1
        : Environment.ProcessorCount);

    /// <summary>The transform of a match from the first image as it was compared: mirrored, if it was.</summary>
    private static ImageTransform OfSeen(GeometricMatch match, int width) => match.IsMirrored
        ? match.Transform.After(ImageTransform.Mirror(width)) : match.Transform;
}
