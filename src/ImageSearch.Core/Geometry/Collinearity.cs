namespace ImageSearch.Geometry;

/// <summary>
/// How many inliers lie on one straight line. Along an edge one place looks like the next, so any two edges can be laid upon each other:
/// what agrees along a line says little about the plane.
/// </summary>
internal static class Collinearity
{
    /// <summary>A point is on a line up to this far from it, in pixels of the images as they were described.</summary>
    private const double LinePixels = PairMatcher.PlacePixels;

    /// <summary>So many of the points are looked at, the surest; the work grows with their cube.</summary>
    private const int MaxPoints = 60;

    /// <summary>The most points on a line through two of them, in the image where that is more.</summary>
    public static int MaxCollinear(IReadOnlyList<DescribedPoint> points) => Math.Max(
        Most([.. points.Take(MaxPoints).Select(p => (p.QueryX, p.QueryY))]),
        Most([.. points.Take(MaxPoints).Select(p => (p.ImageX, p.ImageY))]));

    private static int Most((double X, double Y)[] points)
    {
        int most = Math.Min(points.Length, 2);
        for (int a = 0; a < points.Length; a++)
        {
            for (int b = a + 1; b < points.Length; b++)
            {
                double x = points[b].X - points[a].X, y = points[b].Y - points[a].Y, allowed = LinePixels * Math.Sqrt((x * x) + (y * y));
                int on = 0;
                foreach ((double px, double py) in points)
                {
                    on += Math.Abs(((px - points[a].X) * y) - ((py - points[a].Y) * x)) <= allowed ? 1 : 0;
                }

                most = Math.Max(most, on);
            }
        }

        return most;
    }
}
