namespace ImageSearch.Geometry;

/// <summary>Refuses transforms that no camera and no editor makes: collapsed, turned inside out, of extreme scale or shear.</summary>
/// <param name="MaxStretch">The longer axis of a circle's image over its shorter one, at most.</param>
/// <param name="MaxScaleChange">How much the scale of a homography may change over the inliers.</param>
/// <param name="AtEveryPair">Whether it is asked for at each pair's place; else at the corners of the box that they span, which perspective
/// may take beyond the horizon.</param>
internal sealed record Plausibility(double MaxStretch, double MaxScaleChange, bool AtEveryPair)
{
    private const double MaxScale = 12;

    /// <summary>Of keypoints; the stretch is what a view from 75 degrees aside shows.</summary>
    public static Plausibility OfKeypoints { get; } = new(4, 3, AtEveryPair: false);

    /// <summary>Of two simulated views, each of which may show as much, and photographs from near by.</summary>
    public static Plausibility OfViews { get; } = new(12, 6, AtEveryPair: true);

    /// <summary>Whether the transform is plausible over the part of the query that the pairs span.</summary>
    public bool IsPlausible(ImageTransform transform, IReadOnlyList<KeypointMatch> pairs)
    {
        double least = double.MaxValue, most = 0;
        foreach ((double x, double y) in AtEveryPair ? pairs.Select(p => ((double)p.Query.X, (double)p.Query.Y)) : Corners(pairs))
        {
            (double xx, double xy, double yx, double yy, double w) = transform.LinearAt(x, y);
            double determinant = (xx * yy) - (xy * yx), squares = (xx * xx) + (xy * xy) + (yx * yx) + (yy * yy);
            double scale = Math.Sqrt(determinant);

            // Of singular values a >= b: a b is the determinant, a^2 + b^2 the sum of squares, so a / b + b / a is their ratio.
            if (!(w > 0) || !(determinant > 0) || !(scale <= MaxScale) || !(scale >= 1 / MaxScale)
                || !(squares / determinant <= MaxStretch + (1 / MaxStretch)))
            {
                return false;
            }

            (least, most) = (Math.Min(least, scale), Math.Max(most, scale));
        }

        return most <= least * MaxScaleChange;
    }

    private static (double X, double Y)[] Corners(IReadOnlyList<KeypointMatch> pairs)
    {
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        foreach (KeypointMatch pair in pairs)
        {
            (left, right) = (Math.Min(left, pair.Query.X), Math.Max(right, pair.Query.X));
            (top, bottom) = (Math.Min(top, pair.Query.Y), Math.Max(bottom, pair.Query.Y));
        }

        return [(left, top), (right, top), (left, bottom), (right, bottom)];
    }
}
