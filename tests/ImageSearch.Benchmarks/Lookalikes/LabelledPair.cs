using ImageSearch.Comparison;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Two images, and what they are to each other.</summary>
/// <param name="First">Path of an image.</param>
/// <param name="Second">Path of an image.</param>
/// <param name="Relation">The truth.</param>
/// <param name="Family">The family that they are of.</param>
/// <param name="Half">The half that they are in.</param>
internal sealed record LabelledPair(string First, string Second, ImageRelation Relation, string Family, string Half);
