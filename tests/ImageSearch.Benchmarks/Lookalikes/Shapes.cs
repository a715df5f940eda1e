namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Outlines as lists of points.</summary>
internal static class Shapes
{
    private const double StarInner = 0.42;

    /// <summary>A part of an oval's line; angles from the right, clockwise.</summary>
    public static (double X, double Y)[] Arc(double x, double y, double radiusX, double radiusY, double fromRadians, double toRadians)
    {
        const int Steps = 24;
        return [.. Enumerable.Range(0, Steps + 1).Select(i => Point(fromRadians + ((toRadians - fromRadians) * i / Steps)))];

        (double X, double Y) Point(double angle) => (x + (radiusX * Math.Cos(angle)), y + (radiusY * Math.Sin(angle)));
    }

    /// <summary>Five points, one of them up.</summary>
    public static (double X, double Y)[] Star(double x, double y, double radius)
    {
        return [.. Enumerable.Range(0, 10).Select(i => Point(i % 2 == 0 ? radius : radius * StarInner, i * Math.PI / 5))];

        (double X, double Y) Point(double away, double angle) => (x + (away * Math.Sin(angle)), y - (away * Math.Cos(angle)));
    }

    public static (double X, double Y)[] Heart(double x, double y, double radius)
    {
        return [.. Enumerable.Range(0, 60).Select(i => Point(i * Math.PI / 30))];

        (double X, double Y) Point(double t)
        {
            double across = 16 * Math.Pow(Math.Sin(t), 3), up = (13 * Math.Cos(t)) - (5 * Math.Cos(2 * t)) - (2 * Math.Cos(3 * t))
                - Math.Cos(4 * t);
            return (x + (radius / 17 * across), y - (radius / 17 * up));
        }
    }
}
