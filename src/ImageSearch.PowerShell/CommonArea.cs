using ImageSearch.Comparison;
using ImageSearch.Geometry;

namespace ImageSearch.PowerShell;

/// <summary>A part that two images have in common, as scripts have it.</summary>
/// <param name="First">Where it lies in the query, the reference image or the image to keep: corners, X and Y each, in pixels of its file.</param>
/// <param name="Second">Where it lies in the other image, in pixels of that file.</param>
/// <param name="Points">The places within it that both show, in pixels of both files.</param>
public sealed record CommonArea(double[][] First, double[][] Second, MatchedPoint[] Points)
{
    internal static CommonArea[] Of(IReadOnlyList<MatchedPart> parts) =>
        [.. parts.Select(p => new CommonArea(Corners.ToArrays(p.First)!, Corners.ToArrays(p.Second)!, [.. p.Points]))];

    /// <summary>The engine's form.</summary>
    internal static MatchedPart[] ToParts(CommonArea[] areas) => [.. areas.Select(a => new MatchedPart(Corners.FromArrays(a.First)!, Corners.FromArrays(a.Second)!, a.Points))];
}
