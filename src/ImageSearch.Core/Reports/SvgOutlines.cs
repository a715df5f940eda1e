using System.Globalization;
using ImageSearch.Geometry;

namespace ImageSearch.Reports;

/// <summary>Outlines over a picture of a page, in pixels of the image's file.</summary>
internal static class SvgOutlines
{
    /// <summary>Parts in common have so many colours (<see cref="ReportStyle"/>); then come the first again.</summary>
    private const int PartColours = 6;

    public static string OfParts(IEnumerable<IReadOnlyList<(double X, double Y)>> parts) =>
        string.Concat(parts.Select((p, i) => Of(p, $"common p{i % PartColours}")));

    public static string OfDifferences(IEnumerable<IReadOnlyList<(double X, double Y)>> differences) =>
        string.Concat(differences.Select(d => Of(d, "differs")));

    private static string Of(IReadOnlyList<(double X, double Y)> outline, string kind) =>
        outline.All(p => double.IsFinite(p.X) && double.IsFinite(p.Y))
        ? $"<polygon class=\"{kind}\" points=\"{string.Join(' ', outline.Select(Point))}\"/>" : "";

    private static string Point((double X, double Y) p) =>
        string.Create(CultureInfo.InvariantCulture, $"{PixelCentres.FromEdge(p.X):0.##},{PixelCentres.FromEdge(p.Y):0.##}");
}
