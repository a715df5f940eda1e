using System.Buffers;
using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>Which pairs of features with frames of their own agree with a transform: in place, in scale, in direction and, roughly, in
/// shear.</summary>
/// <param name="query">The query's features.</param>
/// <param name="image">The image's features.</param>
internal sealed class FrameAgreement(ImageFeatures query, ImageFeatures image) : PairAgreement
{
    /// <summary>The scale may be off by this factor either way (natural logarithm of 1.8).</summary>
    private static readonly double MaxScaleError = Math.Log(1.8);

    private const double MaxAngleDegrees = 30;

    /// <summary>One axis over the other: views are a factor 1.4 of tilt apart on either side.</summary>
    private const double MaxShear = 2.5;

    private const double ScaleShare = 0.5;

    private readonly AffineFrame[] _query = [.. Enumerable.Range(0, query.Count).Select(query.FrameOf)];
    private readonly AffineFrame[] _back = [.. Enumerable.Range(0, image.Count).Select(i => image.FrameOf(i).Inverse())];

    /// <summary>A pair of frames is a whole affine map.</summary>
    public override int MinForAffine => GeometricVerifier.MinInliers;

    public override int MaxHypotheses => 400;

    /// <summary>What views see of one place comes back less exactly.</summary>
    public override float PlacePixels => 3.5f;

    public override Plausibility Plausibility => Plausibility.OfViews;

    public override int MinForHomography => 8;

    /// <summary>The affine map that takes one feature of a pair to the other.</summary>
    public override ImageTransform FromPair(in KeypointMatch pair)
    {
        AffineFrame map = _back[pair.ImageIndex].Inverse().After(_query[pair.QueryIndex].Inverse());
        (double x, double y) = map.Apply(pair.Query.X, pair.Query.Y);
        return new ImageTransform(map.XX, map.XY, pair.Image.X - x, map.YX, map.YY, pair.Image.Y - y);
    }

    /// <summary>Whether a pair agrees.</summary>
    public override bool Agrees(ImageTransform transform, in KeypointMatch pair, double pixels)
    {
        (double u, double v) = transform.Apply(pair.Query.X, pair.Query.Y);
        double x = u - pair.Image.X, y = v - pair.Image.Y, far = (x * x) + (y * y);

        // Most pairs are far off: they need no more.
        double least = pixels + (ScaleShare * pair.Image.Scale);
        if (!(far <= least * least * 16))
        {
            return false;
        }

        (double xx, double xy, double yx, double yy, double w) = transform.LinearAt(pair.Query.X, pair.Query.Y);
        double scale = Math.Sqrt(Math.Abs((xx * yy) - (xy * yx))), allowed = Allowed(scale, pair.Image.Scale, pixels);
        return w > 0 && far <= allowed * allowed && IsAlike(new AffineFrame(xx, xy, yx, yy), pair.QueryIndex, pair.ImageIndex);
    }

    /// <summary>How far off a feature may lie: more where the transform enlarges, and more for large features.</summary>
    public static double Allowed(double scale, double imageScale, double pixels) => (pixels * Math.Clamp(scale, 1, 4))
        + (ScaleShare * imageScale);

    /// <summary>Whether a local map takes the frame of a feature of the query about to that of one of the image.</summary>
    public bool IsAlike(in AffineFrame local, int queryIndex, int imageIndex)
    {
        AffineFrame left = _back[imageIndex].After(local.After(_query[queryIndex]));
        double determinant = left.Determinant, squares = (left.XX * left.XX) + (left.XY * left.XY) + (left.YX * left.YX)
            + (left.YY * left.YY);
        return determinant > 0 && Math.Abs(Math.Log(determinant)) <= 2 * MaxScaleError
            && squares / determinant <= MaxShear + (1 / MaxShear)
            && Math.Abs(Math.Atan2(left.YX - left.XY, left.XX + left.YY)) <= MaxAngleDegrees * (Math.PI / 180);
    }

    public override PairPlaces Places(KeypointMatch[] pairs) => new(pairs, 4 * ScaleShare);

    public override int Count(ImageTransform map, PairPlaces pairs, double pixels)
    {
        int[] near = ArrayPool<int>.Shared.Rent(pairs.Pairs.Length);
        int count = 0;
        foreach (int i in near.AsSpan(0, pairs.Near(map, 4 * pixels, near)))
        {
            count += Agrees(map, pairs.Pairs[i], pixels) ? 1 : 0;
        }

        ArrayPool<int>.Shared.Return(near);
        return count;
    }

    /// <summary>The pairs that agree, in the order given.</summary>
    public override List<KeypointMatch> Inliers(ImageTransform transform, PairPlaces pairs, double pixels) =>
        [.. pairs.Pairs.Where(p => Agrees(transform, p, pixels))];
}
