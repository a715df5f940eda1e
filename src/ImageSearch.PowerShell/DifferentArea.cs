using ImageSearch.Comparison;

namespace ImageSearch.PowerShell;

/// <summary>A place where two images contradict each other, as scripts have it.</summary>
/// <param name="First">Where it lies in the query, the reference image or the image to keep: corners, X and Y each, in pixels of its file.</param>
/// <param name="Second">Where it lies in the other image: the same corners, in pixels of that file.</param>
/// <param name="Share">Which share of what both have in common it takes, 0 to 1.</param>
public sealed record DifferentArea(double[][] First, double[][] Second, double Share)
{
    internal static DifferentArea[] Of(IReadOnlyList<ImageDifference> differences) =>
        [.. differences.Select(d => new DifferentArea(Corners.ToArrays(d.First)!, Corners.ToArrays(d.Second)!, d.Share))];

    /// <summary>The engine's form.</summary>
    internal static ImageDifference[] ToDifferences(DifferentArea[] areas) =>
        [.. areas.Select(a => new ImageDifference(Corners.FromArrays(a.First)!, Corners.FromArrays(a.Second)!, a.Share))];
}
