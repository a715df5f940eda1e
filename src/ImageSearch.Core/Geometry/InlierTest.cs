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
    public static bool Agrees(ImageTransform transform, in KeypointMatch pair, double pixels) =>
        new PairTest(transform, pixels).Agrees(pair);

    public static int Count(ImageTransform transform, KeypointMatch[] pairs, double pixels)
    {
        var test = new PairTest(transform, pixels);
        int count = 0;
        foreach (ref readonly KeypointMatch pair in pairs.AsSpan())
        {
            count += test.Agrees(pair) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The pairs that agree, in the order given.</summary>
    public static List<KeypointMatch> Inliers(ImageTransform transform, KeypointMatch[] pairs, double pixels)
    {
        var test = new PairTest(transform, pixels);
        return [.. pairs.Where(p => test.Agrees(p))];
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

    /// <summary>A transform, ready to be asked about many pairs. Scale and direction of a homography are taken at the pair's
    /// place.</summary>
    private readonly struct PairTest(ImageTransform transform, double pixels)
    {
        private readonly bool _isAffine = transform.M31 == 0 && transform.M32 == 0;
        private readonly double _scale = transform.Scale;
        private readonly double _scaleLog = Math.Log(transform.Scale);
        private readonly double _angle = transform.AngleDegrees;

        public bool Agrees(in KeypointMatch pair)
        {
            (double u, double v) = transform.Apply(pair.Query.X, pair.Query.Y);
            (double scale, double scaleLog, double angle) = _isAffine ? (_scale, _scaleLog, _angle) : At(pair.Query.X, pair.Query.Y);

            // The allowance is in pixels of the coarser of the two images: what is enlarged is enlarged with its errors.
            double allowed = (pixels * Math.Max(1, scale)) + (ScaleShare * pair.Image.Scale);
            double x = u - pair.Image.X, y = v - pair.Image.Y;
            if (!((x * x) + (y * y) <= allowed * allowed))
            {
                return false;
            }

            double turned = Math.Abs(pair.Image.Angle - pair.Query.Angle - angle) % 360;
            return Math.Min(turned, 360 - turned) <= MaxAngleDegrees
                && Math.Abs(Math.Log(pair.Image.Scale / pair.Query.Scale) - scaleLog) <= MaxScaleError;
        }

        private (double Scale, double ScaleLog, double Angle) At(double x, double y)
        {
            (double xx, double xy, double yx, double yy, _) = transform.LinearAt(x, y);
            double scale = Math.Sqrt(Math.Abs((xx * yy) - (xy * yx)));
            return (scale, Math.Log(scale), Math.Atan2(yx - xy, xx + yy) * (180 / Math.PI));
        }
    }
}
