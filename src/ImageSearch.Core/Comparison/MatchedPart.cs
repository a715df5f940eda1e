using ImageSearch.Geometry;

namespace ImageSearch.Comparison;

/// <summary>A part that two images have in common, under one transform.</summary>
/// <param name="First">Where it lies in the first image: the convex outline of its points, clockwise, in pixels of that file.</param>
/// <param name="Second">Where it lies in the second image: the outline of its points there, in pixels of that file.</param>
/// <param name="Points">The places within it that both show, in pixels of both files.</param>
public sealed record MatchedPart(
    IReadOnlyList<(double X, double Y)> First, IReadOnlyList<(double X, double Y)> Second, IReadOnlyList<MatchedPoint> Points);
