using ImageSearch.Geometry;

namespace ImageSearch.Comparison;

/// <summary>What the keypoints of two images say.</summary>
/// <param name="Parts">What both have in common, the part with most inliers first; empty if nothing.</param>
/// <param name="Evidence">For and against; null if nothing is common.</param>
internal sealed record KeypointFindings(IReadOnlyList<GeometricMatch> Parts, KeypointEvidence? Evidence)
{
    /// <summary>The part with most inliers; null if nothing is common.</summary>
    public GeometricMatch? Geometry => Parts.Count == 0 ? null : Parts[0];

    /// <summary>The same from the second image to the first.</summary>
    public KeypointFindings Swapped() => new(
        [.. Parts.Select(p => p.Swapped()).OfType<GeometricMatch>()],
        Evidence is null ? null : Evidence with { FirstOverlap = Evidence.SecondOverlap, SecondOverlap = Evidence.FirstOverlap });
}
