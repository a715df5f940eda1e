using ImageSearch.Geometry;

namespace ImageSearch.Search;

/// <summary>What comparing two images says.</summary>
/// <param name="Confidence">How sure it is that both show the same, 0 to 1 (docs/confidence.md).</param>
/// <param name="Geometry">What both have in common by geometry; null if nothing.</param>
/// <param name="PerceptualHashDistance">In how many of 64 bits the perceptual hashes differ; null if either image has none.</param>
/// <param name="Relation">What the second image is to the first.</param>
public sealed record ImageComparison(double Confidence, GeometricMatch? Geometry, int? PerceptualHashDistance, ImageRelation Relation)
{
    /// <summary>Whether both show the same, by the confidence that searches ask for.</summary>
    public bool IsMatch => Relation != ImageRelation.None;

    /// <summary>Where the first image's corners (top left, top right, bottom right, bottom left) lie, in pixels of the second's file; null without geometry.</summary>
    public IReadOnlyList<(double X, double Y)>? Outline { get; init; }

    /// <summary>The inliers: the places that both show, in pixels of both files; empty without geometry.</summary>
    public IReadOnlyList<MatchedPoint> Points { get; init; } = [];

    /// <summary>How many places agree with one transform.</summary>
    public int Inliers => Geometry?.Inliers ?? 0;
}
