using ImageSearch.Comparison;
using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>Two images that are to each other what was asked for, of which each is better in something: neither is offered.</summary>
/// <param name="First">The one that is rather kept.</param>
/// <param name="Second">The other one.</param>
/// <param name="Comparison">What they are to each other.</param>
public sealed record UndecidedPair(IndexedImage First, IndexedImage Second, ImageComparison Comparison);
