namespace ImageSearch.Geometry;

/// <summary>Refuses transforms that no camera and no editor makes: collapsed, turned inside out, of extreme scale or shear.</summary>
internal static class Plausibility
{
    private const double MostScale = 12;

    /// <summary>The longer axis of a circle's image over its shorter one: what a view from 75 degrees aside shows.</summary>
    public const double MostStretch = 4;

    /// <summary>How much the scale of a homography may change over the inliers.</summary>
    public const double MostScaleChange = 3;

    /// <summary>Whether the transform is plausible over the part of the query that the pairs span.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="pairs">What agrees with it.</param>
    /// <param name="maxStretch">The longer axis of a circle's image over its shorter one, at most.</param>
    /// <param name="maxScaleChange">By how much the scale may change.</param>
    public static bool Holds(ImageTransform transform, IReadOnlyList<PointPair> pairs, double maxStretch = MostStretch, double maxScaleChange = MostScaleChange)
    {
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        foreach (PointPair pair in pairs)
        {
            (left, right) = (Math.Min(left, pair.Query.X), Math.Max(right, pair.Query.X));
            (top, bottom) = (Math.Min(top, pair.Query.Y), Math.Max(bottom, pair.Query.Y));
        }

        double least = double.MaxValue, most = 0;
        foreach ((double x, double y) in ((double, double)[])[(left, top), (right, top), (left, bottom), (right, bottom)])
        {
            (double xx, double xy, double yx, double yy, double w) = transform.LinearAt(x, y);
            double determinant = (xx * yy) - (xy * yx), squares = (xx * xx) + (xy * xy) + (yx * yx) + (yy * yy);
            double scale = Math.Sqrt(determinant);

            // Of singular values a >= b: a b is the determinant, a^2 + b^2 the sum of squares, so a / b + b / a is their ratio.
            if (!(w > 0) || !(determinant > 0) || !(scale <= MostScale) || !(scale >= 1 / MostScale)
                || !(squares / determinant <= maxStretch + (1 / maxStretch)))
            {
                return false;
            }

            (least, most) = (Math.Min(least, scale), Math.Max(most, scale));
        }

        return most <= least * maxScaleChange;
    }
}
