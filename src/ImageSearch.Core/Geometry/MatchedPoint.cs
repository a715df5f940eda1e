namespace ImageSearch.Geometry;

/// <summary>A point that two images show: in pixels of the images as they were described, or, where that is said, of their files.</summary>
/// <param name="QueryX">In the query.</param>
/// <param name="QueryY">In the query.</param>
/// <param name="ImageX">In the image.</param>
/// <param name="ImageY">In the image.</param>
public readonly record struct MatchedPoint(double QueryX, double QueryY, double ImageX, double ImageY);
