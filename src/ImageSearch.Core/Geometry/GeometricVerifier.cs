namespace ImageSearch.Geometry;

/// <summary>
/// Looks for the transform that most tentative pairs agree with. Every pair alone gives a similarity: where, how large, how turned (Philbin,
/// Chum, Isard, Sivic, Zisserman, "Object retrieval with large vocabularies and fast spatial matching", CVPR 2007, section 4); the best of
/// them are refined on their inliers to a similarity, an affine map, a homography (local optimisation as in LO-RANSAC: Chum, Matas, Kittler,
/// DAGM 2003). Nothing is random: all hypotheses are tried.
/// </summary>
internal static class GeometricVerifier
{
    /// <summary>Fewer inliers than this say nothing at all.</summary>
    public const int MinInliers = 4;

    private const int RefinedHypotheses = 5;

    private const int Refinements = 4;

    /// <summary>A homography has two numbers more than an affine map; it is taken if it has this much more inliers.</summary>
    private const double HomographyGain = 1.05;

    /// <summary>The transform that most of the pairs agree with; null if too few do.</summary>
    public static GeometricMatch? Verify(List<KeypointMatch> pairs, int queryWidth, bool isMirrored) => Verify(pairs, PairAgreement.OfKeypoints, queryWidth, isMirrored);

    /// <summary>The transform that most of the pairs agree with, by what agreeing means for them; null if too few do.</summary>
    public static GeometricMatch? Verify(List<KeypointMatch> pairs, PairAgreement agreement, int queryWidth, bool isMirrored)
    {
        if (pairs.Count < MinInliers)
        {
            return null;
        }

        KeypointMatch[] byDistanceRatio = [.. pairs.OrderBy(p => p.DistanceRatio).ThenBy(p => p.QueryIndex)];
        (int Count, int Index)[] hypotheses = [.. byDistanceRatio.Take(agreement.MaxHypotheses)
            .Select((p, i) => (agreement.Count(agreement.FromPair(p), byDistanceRatio, InlierTest.CoarseInlierThreshold), i))
            .OrderByDescending(h => h.Item1).ThenBy(h => h.i).Take(RefinedHypotheses)];
        (ImageTransform Transform, List<KeypointMatch> Inliers)? best = null;
        foreach ((int count, int index) in hypotheses)
        {
            if (count >= MinInliers && Refine(agreement.FromPair(byDistanceRatio[index]), byDistanceRatio, agreement) is { } refined
                && refined.Inliers.Count > (best?.Inliers.Count ?? MinInliers - 1))
            {
                best = refined;
            }
        }

        if (best is not var (transform, inliers))
        {
            return null;
        }

        double mirrorX = queryWidth - 1;
        return new GeometricMatch(
            isMirrored ? transform.After(ImageTransform.Mirror(queryWidth)) : transform,
            [.. inliers.Select(p => new MatchedPoint(isMirrored ? mirrorX - p.Query.X : p.Query.X, p.Query.Y, p.Image.X, p.Image.Y))],
            InlierTest.OneToOneMatches(byDistanceRatio, agreement.PlacePixels).Count, isMirrored);
    }

    private static (ImageTransform Transform, List<KeypointMatch> Inliers)? Refine(ImageTransform start, KeypointMatch[] pairs, PairAgreement agreement)
    {
        ImageTransform transform = start;
        List<KeypointMatch> inliers = agreement.Inliers(transform, pairs, InlierTest.CoarseInlierThreshold);
        for (int i = 0; i < Refinements; i++)
        {
            double pixels = InlierTest.CoarseInlierThreshold + ((InlierTest.FineInlierThreshold - InlierTest.CoarseInlierThreshold) * (i + 1) / Refinements);
            ImageTransform? fitted = (inliers.Count >= agreement.MinForAffine ? Plausible(LeastSquares.Affine(inliers), inliers, agreement) : null)
                ?? Plausible(LeastSquares.Similarity(inliers), inliers, agreement);
            if (fitted is null)
            {
                return null;
            }

            transform = fitted;
            inliers = agreement.Inliers(transform, pairs, pixels);
        }

        List<KeypointMatch> places = InlierTest.OneToOneMatches(inliers, agreement.PlacePixels);
        if (places.Count >= agreement.MinForHomography && GrowHomography(inliers, pairs, agreement) is var (homography, more) && more.Count > places.Count * HomographyGain)
        {
            (transform, places) = (homography, more);
        }

        return places.Count >= MinInliers && Plausible(transform, places, agreement) is not null ? (transform, places) : null;
    }

    /// <summary>
    /// A homography fitted to what agrees with an affine map, then to what agrees with it, from a wide allowance to a narrow one: of a view at an angle the
    /// affine map holds a part alone.
    /// </summary>
    private static (ImageTransform Transform, List<KeypointMatch> Places)? GrowHomography(List<KeypointMatch> start, KeypointMatch[] pairs, PairAgreement agreement)
    {
        List<KeypointMatch> inliers = start;
        for (int i = 0; ; i++)
        {
            if (Plausible(LeastSquares.Homography(inliers), inliers, agreement) is not { } homography)
            {
                return null;
            }

            double pixels = InlierTest.CoarseInlierThreshold + ((InlierTest.FineInlierThreshold - InlierTest.CoarseInlierThreshold) * Math.Min(i, Refinements) / Refinements);
            inliers = agreement.Inliers(homography, pairs, pixels);
            if (inliers.Count < agreement.MinForHomography)
            {
                return null;
            }

            if (i > Refinements)
            {
                return (homography, InlierTest.OneToOneMatches(inliers, agreement.PlacePixels));
            }
        }
    }

    private static ImageTransform? Plausible(ImageTransform? transform, List<KeypointMatch> pairs, PairAgreement agreement) =>
        transform is not null && agreement.Plausibility.IsPlausible(transform, pairs) ? transform : null;
}
