namespace ImageSearch.PowerShell;

/// <summary>An outline's corners as scripts have them, a list of X and Y each, and as the engine has them.</summary>
internal static class Corners
{
    public static IReadOnlyList<IReadOnlyList<double>>? ToLists(IReadOnlyList<(double X, double Y)>? outline) =>
        outline?.Select(p => new[] { p.X, p.Y }.ToReadOnly()).ToReadOnly();

    public static IReadOnlyList<IReadOnlyList<double>> ToLists(IEnumerable<double[]> corners) =>
        corners.Select(c => c.ToReadOnly()).ToReadOnly();

    public static (double X, double Y)[]? FromLists(IReadOnlyList<IReadOnlyList<double>>? outline) => outline is null ? null
        : [.. outline.Select(p => (p[0], p[1]))];
}
