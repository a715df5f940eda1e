using ImageSearch.Comparison;
using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>An image that need not be kept.</summary>
/// <param name="Image">The image.</param>
/// <param name="Comparison">What it is to the image that is kept (the first).</param>
public sealed record DuplicateImage(IndexedImage Image, ImageComparison Comparison);
