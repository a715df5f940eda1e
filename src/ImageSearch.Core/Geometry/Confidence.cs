namespace ImageSearch.Geometry;

/// <summary>
/// How sure it is that two images show the same, 0 to 1, from what was found in the two alone: it depends on no index. How it was
/// calibrated, and what it is worth, is in docs/confidence.md.
/// </summary>
public static class Confidence
{
    /// <summary>From here on two images are said to match.</summary>
    public const double Accepted = 0.5;

    /// <summary>Inliers that chance brings at most, by and large, before the number of pairs is counted.</summary>
    private const double Chance = 5;

    private const double ChanceOfFew = 6;

    /// <summary>Of features of simulated views more agree by chance, but what one pair says is a whole affine map, so that more pairs
    /// hardly bring more.</summary>
    private const double ChanceOfViews = 7.5, PutativeAnInlierOfViews = 75;

    /// <summary>Matches along a transform are worth this much by chance at most.</summary>
    private const double ChanceMeaning = 40, OddsAMeaning = 0.3;

    /// <summary>Of inliers on one straight line no more than this count.</summary>
    private const int CountedOnALine = 4;

    /// <summary>So many tentative pairs bring one inlier more by chance.</summary>
    private const double TentativeAnInlier = 25;

    /// <summary>What one more inlier adds to the natural logarithm of the odds.</summary>
    private const double OddsAnInlier = 1.5;

    private const double OddsABit = 1;

    /// <summary>Hashes that differ in more bits say nothing.</summary>
    internal const int MaxHashBits = 6;

    /// <summary>The confidence of what geometry and the perceptual hash say; the surer of the two counts.</summary>
    /// <param name="match">What both have in common; null if nothing.</param>
    /// <param name="hashDistance">In how many of 64 bits the hashes differ; null if either image has none.</param>
    public static double Of(GeometricMatch? match, int? hashDistance) =>
        Math.Max(match is null ? 0 : OfInliers(match), hashDistance is { } bits ? OfHash(bits) : 0);

    /// <summary>
    /// The inliers in excess of what chance brings: some whatever the images, and more where more pairs could agree by chance. Pairs that a
    /// ratio test chose agree by chance less often than those of images with few features, where there is none; and only those images have
    /// features on edges, of which many lie on one line.
    /// </summary>
    private static double OfInliers(GeometricMatch match)
    {
        if (match.IsThorough)
        {
            return match.GuidedMeaning > 0 ? Logistic(OddsAMeaning * (match.GuidedMeaning - ChanceMeaning))
                : Logistic(OddsAnInlier * (match.Inliers - ChanceOfViews - (match.PutativeMatchCount / PutativeAnInlierOfViews)));
        }

        int counted = match.Inliers - Math.Max(0, match.CollinearInlierCount - CountedOnALine);
        double chance = match.HasFewFeatures ? ChanceOfFew : Chance;
        return Logistic(OddsAnInlier * (counted - chance - (match.PutativeMatchCount / TentativeAnInlier)));
    }

    private static double OfHash(int bits) => Logistic(OddsABit * (MaxHashBits + 0.5 - bits));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
