using ImageSearch.Comparison;
using ImageSearch.Geometry;

namespace ImageSearch.PowerShell;

/// <summary>A part that two images have in common, as scripts have it.</summary>
public sealed record CommonArea(IReadOnlyList<IReadOnlyList<double>> First, IReadOnlyList<IReadOnlyList<double>> Second,
    IReadOnlyList<MatchedPoint> Points)
{
    /// <summary>Where it lies in the query, the reference image or the image to keep: corners, X and Y each, in pixels of its
    /// file.</summary>
    public IReadOnlyList<IReadOnlyList<double>> First { get; } = First;

    /// <summary>Where it lies in the other image, in pixels of that file.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Second { get; } = Second;

    /// <summary>The places within it that both show, in pixels of both files.</summary>
    public IReadOnlyList<MatchedPoint> Points { get; } = Points.ToReadOnly();

    internal static CommonArea[] Of(IReadOnlyList<MatchedPart> parts) =>
        [.. parts.Select(p => new CommonArea(Corners.ToLists(p.First)!, Corners.ToLists(p.Second)!, p.Points))];

    /// <summary>The engine's form.</summary>
    internal static MatchedPart[] ToParts(IEnumerable<CommonArea> areas) =>
        [.. areas.Select(a => new MatchedPart(Corners.FromLists(a.First)!, Corners.FromLists(a.Second)!, a.Points))];
}
