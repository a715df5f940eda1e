using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>
/// Looks for the transform that most tentative pairs agree with. Every pair alone gives a similarity: where, how large, how turned
/// (Philbin, Chum, Isard, Sivic, Zisserman, "Object retrieval with large vocabularies and fast spatial matching", CVPR 2007, section 4);
/// the best of them are refined on their inliers to a similarity, an affine map, a homography (local optimisation as in LO-RANSAC: Chum,
/// Matas, Kittler, DAGM 2003). Nothing is random: all hypotheses are tried.
/// </summary>
internal static class GeometricVerifier
{
    /// <summary>Fewer inliers than this say nothing at all.</summary>
    public const int MinInliers = 4;

    private const int RefinedHypotheses = 5;

    private const int Refinements = 4;

    /// <summary>Along so many hypotheses it is looked again, so many times each.</summary>
    private const int GuidedHypotheses = 10, GuidedRounds = 3;

    /// <summary>A homography has two numbers more than an affine map; it is taken if it has this much more inliers.</summary>
    private const double HomographyGain = 1.05;

    /// <summary>The transform that most of the pairs agree with; null if too few do.</summary>
    public static GeometricMatch? Verify(List<KeypointMatch> pairs, int queryWidth, bool isMirrored) =>
        Verify(pairs, PairAgreement.OfKeypoints, queryWidth, isMirrored);

    /// <summary>The transform that most of the pairs agree with, by what agreeing means for them; null if too few do.</summary>
    public static GeometricMatch? Verify(List<KeypointMatch> pairs, PairAgreement agreement, int queryWidth, bool isMirrored)
    {
        if (pairs.Count < MinInliers)
        {
            return null;
        }

        KeypointMatch[] byDistanceRatio = [.. pairs.OrderBy(p => p.DistanceRatio).ThenBy(p => p.QueryIndex)];
        PairPlaces placed = agreement.Places(byDistanceRatio);
        (int Count, int Index)[] hypotheses = [.. byDistanceRatio.Take(agreement.MaxHypotheses)
            .Select((p, i) => (agreement.Count(agreement.FromPair(p), placed, InlierTest.CoarseInlierThreshold), i))
            .OrderByDescending(h => h.Item1).ThenBy(h => h.i).Take(RefinedHypotheses)];
        (ImageTransform Transform, List<KeypointMatch> Inliers)? best = null;
        foreach ((ImageTransform Transform, List<KeypointMatch> Inliers) refined in hypotheses.Where(h => h.Count >= MinInliers)
            .Select(h => Refine(agreement.FromPair(byDistanceRatio[h.Index]), placed, agreement))
                .OfType<(ImageTransform, List<KeypointMatch>)>())
        {
            if (refined.Inliers.Count > (best?.Inliers.Count ?? MinInliers - 1))
            {
                best = refined;
            }
        }

        return best is var (transform, inliers)
            ? ToMatch(transform, inliers, InlierTest.OneToOneMatches(byDistanceRatio, agreement.PlacePixels).Count, queryWidth, isMirrored)
            : null;
    }

    /// <summary>
    /// Looks again along each of the best hypotheses where their inliers are too few to tell: the one whose guided matches are worth most,
    /// null where none is worth anything.
    /// </summary>
    public static GeometricMatch? VerifyGuided(List<KeypointMatch> pairs, FrameAgreement agreement, ImageFeatures query,
        ImageFeatures image, bool isMirrored)
    {
        KeypointMatch[] byDistanceRatio = [.. pairs.OrderBy(p => p.DistanceRatio).ThenBy(p => p.QueryIndex)];
        PairPlaces placed = agreement.Places(byDistanceRatio);
        IEnumerable<int> hypotheses = byDistanceRatio.Take(agreement.MaxHypotheses)
            .Select((p, i) => (Count: agreement.Count(agreement.FromPair(p), placed, InlierTest.CoarseInlierThreshold), i))
            .Where(h => h.Count >= MinInliers).OrderByDescending(h => h.Count).ThenBy(h => h.i).Take(GuidedHypotheses).Select(h => h.i);
        var places = new PlaceGrid(image);
        GeometricMatch? best = null;
        foreach (int index in hypotheses)
        {
            ImageTransform? transform = Refine(agreement.FromPair(byDistanceRatio[index]), placed, agreement)?.Transform;
            for (int i = 0; i < GuidedRounds && transform is not null; i++)
            {
                List<KeypointMatch> guided = GuidedMatcher.Match(query, image, places, transform, agreement);
                if (Refine(transform, agreement.Places([.. guided]), agreement) is not var (refined, inliers))
                {
                    break;
                }

                double meaning = GuidedMatcher.Meaning(guided.Count, inliers.Count);
                if (meaning > (best?.GuidedMeaning ?? 0))
                {
                    best = ToMatch(refined, inliers, guided.Count, query.Width, isMirrored) with { GuidedMeaning = meaning };
                }

                transform = refined;
            }
        }

        return best;
    }

    private static GeometricMatch ToMatch(ImageTransform transform, List<KeypointMatch> inliers, int putative, int queryWidth,
        bool isMirrored) => new(
        isMirrored ? transform.After(ImageTransform.Mirror(queryWidth)) : transform,
        [.. inliers.Select(p => new DescribedPoint(isMirrored ? PixelCentres.Mirrored(p.Query.X, queryWidth) : p.Query.X, p.Query.Y,
            p.Image.X, p.Image.Y))],
        putative, isMirrored);

    private static (ImageTransform Transform, List<KeypointMatch> Inliers)? Refine(
        ImageTransform start, PairPlaces pairs, PairAgreement agreement)
    {
        ImageTransform transform = start;
        List<KeypointMatch> inliers = agreement.Inliers(transform, pairs, InlierTest.CoarseInlierThreshold);
        for (int i = 0; i < Refinements; i++)
        {
            double pixels = InlierTest.CoarseInlierThreshold
                + ((InlierTest.FineInlierThreshold - InlierTest.CoarseInlierThreshold) * (i + 1) / Refinements);
            ImageTransform? fitted =
                (inliers.Count >= agreement.MinForAffine ? Plausible(LeastSquares.Affine(inliers), inliers, agreement) : null)
                ?? Plausible(LeastSquares.Similarity(inliers), inliers, agreement);
            if (fitted is null)
            {
                return null;
            }

            transform = fitted;
            inliers = agreement.Inliers(transform, pairs, pixels);
        }

        List<KeypointMatch> places = InlierTest.OneToOneMatches(inliers, agreement.PlacePixels);
        if (places.Count >= agreement.MinForHomography && GrowHomography(inliers, pairs, agreement) is var (homography, more)
            && more.Count > places.Count * HomographyGain)
        {
            (transform, places) = (homography, more);
        }

        return places.Count >= MinInliers && Plausible(transform, places, agreement) is not null ? (transform, places) : null;
    }

    /// <summary>
    /// A homography fitted to what agrees with an affine map, then to what agrees with it, from a wide allowance to a narrow one: of a view
    /// at an angle the affine map holds a part alone.
    /// </summary>
    private static (ImageTransform Transform, List<KeypointMatch> Places)? GrowHomography(
        List<KeypointMatch> start, PairPlaces pairs, PairAgreement agreement)
    {
        List<KeypointMatch> inliers = start;
        for (int i = 0; ; i++)
        {
            if (Plausible(LeastSquares.Homography(inliers), inliers, agreement) is not { } homography)
            {
                return null;
            }

            double pixels = InlierTest.CoarseInlierThreshold
                + ((InlierTest.FineInlierThreshold - InlierTest.CoarseInlierThreshold) * Math.Min(i, Refinements) / Refinements);
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
