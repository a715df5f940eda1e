using System.Buffers;
using System.Runtime.InteropServices;

namespace ImageSearch.Geometry;

/// <summary>Which pairs agree with a transform: in place, in scale and in direction.</summary>
internal static class InlierTest
{
    /// <summary>For what a single pair says: its angle and scale are rough, so places far from it are off by many pixels.</summary>
    public const double CoarseInlierThreshold = 20;

    /// <summary>For what was fitted to many pairs.</summary>
    public const double FineInlierThreshold = 4;

    /// <summary>The allowance grows by this share of a keypoint's scale, for large ones lie less exactly.</summary>
    private const double ScaleShare = 0.5;

    /// <summary>The scale may be off by this factor either way (natural logarithm of 1.7).</summary>
    private static readonly double MaxScaleError = Math.Log(1.7);

    /// <summary>The direction may be off by this either way.</summary>
    private const double MaxAngleDegrees = 25;

    /// <summary>The similarity that takes one keypoint of a pair to the other.</summary>
    public static ImageTransform SimilarityFromMatch(in KeypointMatch pair)
    {
        double scale = pair.Image.Scale / pair.Query.Scale;
        (double sin, double cos) = Math.SinCos((pair.Image.Angle - pair.Query.Angle) * (Math.PI / 180));
        (sin, cos) = (sin * scale, cos * scale);
        return new ImageTransform(
            cos, -sin, pair.Image.X - (cos * pair.Query.X) + (sin * pair.Query.Y), sin, cos, pair.Image.Y - (sin * pair.Query.X)
            - (cos * pair.Query.Y));
    }

    /// <summary>Whether one pair agrees.</summary>
    public static bool Agrees(ImageTransform transform, in KeypointMatch pair, double pixels)
    {
        (double u, double v) = transform.Apply(pair.Query.X, pair.Query.Y);
        (double xx, double xy, double yx, double yy, _) = transform.LinearAt(pair.Query.X, pair.Query.Y);
        double scale = transform.IsAffine ? transform.Scale : Math.Sqrt(Math.Abs((xx * yy) - (xy * yx)));
        double x = u - pair.Image.X, y = v - pair.Image.Y, allowed = (pixels * Math.Max(1, scale)) + (ScaleShare * pair.Image.Scale);
        return (x * x) + (y * y) <= allowed * allowed
            && IsAlike(Math.Log(scale), transform.IsAffine ? transform.AngleDegrees : Math.Atan2(yx - xy, xx + yy) * (180 / Math.PI),
                (pair.Image.Angle - pair.Query.Angle, Math.Log(pair.Image.Scale / pair.Query.Scale)));
    }

    /// <summary>Pairs as <see cref="Count"/> and <see cref="Inliers"/> take them.</summary>
    public static PairPlaces Places(KeypointMatch[] pairs) => new(pairs, ScaleShare);

    /// <summary>How many pairs agree.</summary>
    public static int Count(ImageTransform transform, PairPlaces pairs, double pixels)
    {
        int[] agreeing = ArrayPool<int>.Shared.Rent(pairs.Pairs.Length);
        int count = Agreeing(transform, pairs, pixels, agreeing);
        ArrayPool<int>.Shared.Return(agreeing);
        return count;
    }

    /// <summary>The pairs that agree, in the order given.</summary>
    public static List<KeypointMatch> Inliers(ImageTransform transform, PairPlaces pairs, double pixels)
    {
        int[] agreeing = ArrayPool<int>.Shared.Rent(pairs.Pairs.Length);
        int count = Agreeing(transform, pairs, pixels, agreeing);
        var inliers = new List<KeypointMatch>(count);
        foreach (int i in agreeing.AsSpan(0, count))
        {
            inliers.Add(pairs.Pairs[i]);
        }

        ArrayPool<int>.Shared.Return(agreeing);
        return inliers;
    }

    /// <summary>One pair for each place of either image, the first of them: what is one to one.</summary>
    public static List<KeypointMatch> OneToOneMatches(IReadOnlyList<KeypointMatch> pairs, float placePixels = PairMatcher.PlacePixels)
    {
        var kept = new List<KeypointMatch>();
        foreach (KeypointMatch pair in pairs)
        {
            if (!HasPlace(CollectionsMarshal.AsSpan(kept), pair, placePixels * placePixels))
            {
                kept.Add(pair);
            }
        }

        return kept;
    }

    private static bool HasPlace(ReadOnlySpan<KeypointMatch> kept, in KeypointMatch pair, float squared)
    {
        foreach (ref readonly KeypointMatch k in kept)
        {
            if (IsNear(k.Query.X - pair.Query.X, k.Query.Y - pair.Query.Y, squared)
                || IsNear(k.Image.X - pair.Image.X, k.Image.Y - pair.Image.Y, squared))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNear(float x, float y, float squared) => (x * x) + (y * y) < squared;

    /// <summary>Which pairs agree. The allowance is in pixels of the coarser of the two images: what is enlarged is enlarged with its
    /// errors.</summary>
    private static int Agreeing(ImageTransform transform, PairPlaces pairs, double pixels, Span<int> agreeing)
    {
        int count = 0;
        if (!transform.IsAffine)
        {
            // Scale and direction of a homography are taken at the pair's place.
            for (int i = 0; i < pairs.Pairs.Length; i++)
            {
                agreeing[count] = i;
                count += Agrees(transform, pairs.Pairs[i], pixels) ? 1 : 0;
            }

            return count;
        }

        int near = pairs.Near(transform, pixels * Math.Max(1, transform.Scale), agreeing);
        (double scaleLog, double angle) = near == 0 ? default : (Math.Log(transform.Scale), transform.AngleDegrees);
        foreach (int i in agreeing[..near])
        {
            agreeing[count] = i;
            count += IsAlike(scaleLog, angle, pairs.Changes[i]) ? 1 : 0;
        }

        return count;
    }

    private static bool IsAlike(double scaleLog, double angle, (double Turned, double ScaleLog) change)
    {
        double turned = Math.Abs(change.Turned - angle);
        turned -= turned >= 360 ? 360 : 0;
        return Math.Min(turned, 360 - turned) <= MaxAngleDegrees && Math.Abs(change.ScaleLog - scaleLog) <= MaxScaleError;
    }
}
