using System.Runtime.InteropServices;
using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>Transforms that fit pairs best, by least squares. Coordinates are centred and scaled first (Hartley 1997), so that sums stay
/// well conditioned.</summary>
internal static class LeastSquares
{
    /// <summary>Below this share of the largest pivot, the points do not determine the transform.</summary>
    private const double MinPivot = 1e-6;

    /// <summary>The similarity (4 numbers, two pairs or more); null if the points coincide.</summary>
    public static ImageTransform? Similarity(List<KeypointMatch> pairs) => Fit(pairs, 4, static (p, rows) =>
    {
        rows.Add([p.X, -p.Y, 1, 0], p.U);
        rows.Add([p.Y, p.X, 0, 1], p.V);
    }, static s => new ImageTransform(s[0], -s[1], s[2], s[1], s[0], s[3]));

    /// <summary>The affine map (6 numbers, three pairs or more); null if the points lie on a line.</summary>
    public static ImageTransform? Affine(List<KeypointMatch> pairs) => Fit(pairs, 6, static (p, rows) =>
    {
        rows.Add([p.X, p.Y, 1, 0, 0, 0], p.U);
        rows.Add([0, 0, 0, p.X, p.Y, 1], p.V);
    }, static s => new ImageTransform(s[0], s[1], s[2], s[3], s[4], s[5]));

    /// <summary>The homography (8 numbers, four pairs or more), least in algebraic error; null if the points do not determine it.</summary>
    public static ImageTransform? Homography(List<KeypointMatch> pairs) => Fit(pairs, 8, static (p, rows) =>
    {
        rows.Add([p.X, p.Y, 1, 0, 0, 0, -p.U * p.X, -p.U * p.Y], p.U);
        rows.Add([0, 0, 0, p.X, p.Y, 1, -p.V * p.X, -p.V * p.Y], p.V);
    }, static s => new ImageTransform(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]));

    private static ImageTransform? Fit(
        List<KeypointMatch> pairs, int unknowns, Action<(double X, double Y, double U, double V), NormalEquations> addRows,
        Func<double[], ImageTransform> make)
    {
        if (pairs.Count * 2 < unknowns)
        {
            return null;
        }

        ReadOnlySpan<KeypointMatch> all = CollectionsMarshal.AsSpan(pairs);
        ImageTransform from = Centring(all, static p => p.Query), to = Centring(all, static p => p.Image);
        var equations = new NormalEquations(unknowns);
        foreach (ref readonly KeypointMatch pair in all)
        {
            (double x, double y) = from.Apply(pair.Query.X, pair.Query.Y);
            (double u, double v) = to.Apply(pair.Image.X, pair.Image.Y);
            addRows((x, y, u, v), equations);
        }

        return equations.Solve(MinPivot) is { } solution ? to.Inverse()?.After(make(solution).After(from)) : null;
    }

    /// <summary>Brings the points around 0, with a mean distance of about 1.</summary>
    private static ImageTransform Centring(ReadOnlySpan<KeypointMatch> pairs, Func<KeypointMatch, Keypoint> keypoint)
    {
        double x = 0, y = 0, spread = 0;
        foreach (ref readonly KeypointMatch pair in pairs)
        {
            Keypoint at = keypoint(pair);
            (x, y) = (x + at.X, y + at.Y);
        }

        (x, y) = (x / pairs.Length, y / pairs.Length);
        foreach (ref readonly KeypointMatch pair in pairs)
        {
            Keypoint at = keypoint(pair);
            spread += Math.Abs(at.X - x) + Math.Abs(at.Y - y);
        }

        double by = pairs.Length / Math.Max(spread, 1e-6);
        return new ImageTransform(by, 0, -x * by, 0, by, -y * by);
    }
}
