using ImageSearch.Comparison;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>What the engine says of two images.</summary>
/// <param name="Relation">The second's relation to the first.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="IsOffered">Whether the one would be offered as a duplicate of the other by default.</param>
/// <param name="Pixels">All that the comparison says.</param>
internal readonly record struct Verdict(ImageRelation Relation, double Confidence, bool IsOffered, ImageComparison Pixels);
