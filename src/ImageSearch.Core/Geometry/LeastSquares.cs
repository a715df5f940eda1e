namespace ImageSearch.Geometry;

/// <summary>Transforms that fit pairs best, by least squares. Coordinates are centred and scaled first (Hartley 1997), so that sums stay
/// well conditioned.</summary>
internal static class LeastSquares
{
    /// <summary>Below this share of the largest pivot, the points do not determine the transform.</summary>
    private const double MinPivot = 1e-6;

    /// <summary>The similarity (4 numbers, two pairs or more); null if the points coincide.</summary>
    public static ImageTransform? Similarity(IReadOnlyList<KeypointMatch> pairs) => Fit(pairs, 4, static (p, rows) =>
    {
        rows.Add([p.X, -p.Y, 1, 0], p.U);
        rows.Add([p.Y, p.X, 0, 1], p.V);
    }, static s => new ImageTransform(s[0], -s[1], s[2], s[1], s[0], s[3]));

    /// <summary>The affine map (6 numbers, three pairs or more); null if the points lie on a line.</summary>
    public static ImageTransform? Affine(IReadOnlyList<KeypointMatch> pairs) => Fit(pairs, 6, static (p, rows) =>
    {
        rows.Add([p.X, p.Y, 1, 0, 0, 0], p.U);
        rows.Add([0, 0, 0, p.X, p.Y, 1], p.V);
    }, static s => new ImageTransform(s[0], s[1], s[2], s[3], s[4], s[5]));

    /// <summary>The homography (8 numbers, four pairs or more), least in algebraic error; null if the points do not determine it.</summary>
    public static ImageTransform? Homography(IReadOnlyList<KeypointMatch> pairs) => Fit(pairs, 8, static (p, rows) =>
    {
        rows.Add([p.X, p.Y, 1, 0, 0, 0, -p.U * p.X, -p.U * p.Y], p.U);
        rows.Add([0, 0, 0, p.X, p.Y, 1, -p.V * p.X, -p.V * p.Y], p.V);
    }, static s => new ImageTransform(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]));

    private static ImageTransform? Fit(
        IReadOnlyList<KeypointMatch> pairs, int unknowns, Action<(double X, double Y, double U, double V), NormalEquations> addRows,
        Func<double[], ImageTransform> make)
    {
        if (pairs.Count * 2 < unknowns)
        {
            return null;
        }

        ImageTransform from = Centring(pairs, p => p.Query.X, p => p.Query.Y), to = Centring(pairs, p => p.Image.X, p => p.Image.Y);
        var equations = new NormalEquations(unknowns);
        foreach (KeypointMatch pair in pairs)
        {
            (double x, double y) = from.Apply(pair.Query.X, pair.Query.Y);
            (double u, double v) = to.Apply(pair.Image.X, pair.Image.Y);
            addRows((x, y, u, v), equations);
        }

        return equations.Solve(MinPivot) is { } solution ? to.Inverse()?.After(make(solution).After(from)) : null;
    }

    /// <summary>Brings the points around 0, with a mean distance of about 1.</summary>
    private static ImageTransform Centring(IReadOnlyList<KeypointMatch> pairs, Func<KeypointMatch, double> getX,
        Func<KeypointMatch, double> getY)
    {
        double x = 0, y = 0, spread = 0;
        foreach (KeypointMatch pair in pairs)
        {
            (x, y) = (x + getX(pair), y + getY(pair));
        }

        (x, y) = (x / pairs.Count, y / pairs.Count);
        foreach (KeypointMatch pair in pairs)
        {
            spread += Math.Abs(getX(pair) - x) + Math.Abs(getY(pair) - y);
        }

        double by = pairs.Count / Math.Max(spread, 1e-6);
        return new ImageTransform(by, 0, -x * by, 0, by, -y * by);
    }
}
