namespace ImageSearch.Geometry;

/// <summary>The convex hull of points in a plane (Andrew's monotone chain, 1979).</summary>
internal static class ConvexHull
{
    /// <summary>Its corners, clockwise where y points down; the points themselves where there are fewer than three.</summary>
    public static IReadOnlyList<(double X, double Y)> Of(IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] sorted = [.. points.Distinct().OrderBy(p => p.X).ThenBy(p => p.Y)];
        if (sorted.Length < 3)
        {
            return sorted;
        }

        var upper = Chain(sorted);
        var lower = Chain(sorted.Reverse());
        return [.. upper.SkipLast(1), .. lower.SkipLast(1)];
    }

    private static List<(double X, double Y)> Chain(IEnumerable<(double X, double Y)> points)
    {
        var chain = new List<(double X, double Y)>();
        foreach ((double X, double Y) p in points)
        {
            while (chain.Count > 1 && Cross(chain[^2], chain[^1], p) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(p);
        }

        return chain;
    }

    private static double Cross((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
}
