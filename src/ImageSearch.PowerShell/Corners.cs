namespace ImageSearch.PowerShell;

/// <summary>An outline's corners as scripts have them, an array of X and Y each, and as the engine has them.</summary>
internal static class Corners
{
    public static double[][]? ToArrays(IReadOnlyList<(double X, double Y)>? outline) => outline is null ? null : [.. outline.Select(p => new[] { p.X, p.Y })];

    public static (double X, double Y)[]? FromArrays(double[][]? outline) => outline is null ? null : [.. outline.Select(p => (p[0], p[1]))];
}
