using ImageSearch.Comparison;

namespace ImageSearch.PowerShell;

/// <summary>A part that two images have in common, as scripts have it.</summary>
/// <param name="First">Where it lies in the query, the reference image or the image to keep: corners, X and Y each, in pixels of its file.</param>
/// <param name="Second">Where it lies in the other image: the same corners, in pixels of that file.</param>
public sealed record CommonArea(double[][] First, double[][] Second)
{
    internal static CommonArea[] Of(IReadOnlyList<MatchedPart> parts) => [.. parts.Select(p => new CommonArea(Corners.ToArrays(p.First)!, Corners.ToArrays(p.Second)!))];

    /// <summary>The engine's form, without points.</summary>
    internal static MatchedPart[] ToParts(CommonArea[] areas) => [.. areas.Select(a => new MatchedPart(Corners.FromArrays(a.First)!, Corners.FromArrays(a.Second)!, []))];
}
