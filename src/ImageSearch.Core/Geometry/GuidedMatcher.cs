using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>
/// Looks again along a transform: each feature of the one image is compared with those of the other alone that lie about where it must be,
/// and are about as large, turned and sheared. No feature elsewhere can be in its way, so that there is no distance ratio.
/// </summary>
internal static class GuidedMatcher
{
    /// <summary>How far around the expected place is looked, in allowances of an inlier.</summary>
    private const double Reach = 2.5;

    /// <summary>Of matches whose places have nothing to do with the transform, so many lie within the allowance by chance: the share of the
    /// area.</summary>
    private const double ChanceShare = 1 / (Reach * Reach);

    /// <summary>A transform that was fitted to them has so many matches for nothing.</summary>
    private const int FittedMatches = 4;

    /// <summary>The one-to-one matches along a transform, the nearest in their descriptors first.</summary>
    /// <param name="query">The query's features.</param>
    /// <param name="image">The image's features.</param>
    /// <param name="places">The image's features by where they lie.</param>
    /// <param name="transform">From the query's described pixels to the image's.</param>
    /// <param name="agreement">What it means that two frames are alike.</param>
    public static List<KeypointMatch> Match(ImageFeatures query, ImageFeatures image, PlaceGrid places, ImageTransform transform,
        FrameAgreement agreement)
    {
        var matches = new List<KeypointMatch>();
        for (int i = 0; i < query.Count; i++)
        {
            Keypoint keypoint = query.Keypoints[i];
            (double x, double y) = transform.Apply(keypoint.X, keypoint.Y);
            if (!(x >= 0 && y >= 0 && x < image.Width && y < image.Height))
            {
                continue;
            }

            (double xx, double xy, double yx, double yy, double w) = transform.LinearAt(keypoint.X, keypoint.Y);
            double scale = Math.Sqrt(Math.Abs((xx * yy) - (xy * yx)));
            if (!(w > 0) || !double.IsFinite(scale))
            {
                continue;
            }

            double far = Reach * FrameAgreement.Allowed(scale, keypoint.Scale * scale, InlierTest.FineInlierThreshold);
            (int best, int least) = (-1, DescriptorDistance.MaxOfPartners);
            foreach (int other in places.Around(x, y, far))
            {
                if (agreement.IsAlike(new AffineFrame(xx, xy, yx, yy), i, other)
                    && DescriptorDistance.Squared(query.Descriptors, i, image.Descriptors, other) is var distance && distance < least)
                {
                    (best, least) = (other, distance);
                }
            }

            if (best >= 0)
            {
                matches.Add(new KeypointMatch(i, best, keypoint, image.Keypoints[best], least / (float)DescriptorDistance.MaxOfPartners));
            }
        }

        return InlierTest.OneToOneMatches([.. matches.OrderBy(m => m.DistanceRatio).ThenBy(m => m.QueryIndex)], agreement.PlacePixels);
    }

    /// <summary>
    /// How far from chance it is that so many guided matches lie within the allowance: minus the natural logarithm of the bound on the
    /// binomial tail (a contrario: Moisan, Stival, IJCV 2004). 0 where chance brings as many.
    /// </summary>
    /// <param name="matches">The matches along a transform.</param>
    /// <param name="inliers">Those of them within the allowance.</param>
    public static double Meaning(int matches, int inliers)
    {
        double k = inliers - FittedMatches, n = matches - FittedMatches;
        if (!(k > ChanceShare * n))
        {
            return 0;
        }

        double share = Math.Min(k / n, 1 - 1e-9);
        return n * ((share * Math.Log(share / ChanceShare)) + ((1 - share) * Math.Log((1 - share) / (1 - ChanceShare))));
    }
}
