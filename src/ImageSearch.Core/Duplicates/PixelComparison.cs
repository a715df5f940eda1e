using ImageSearch.Comparison;

namespace ImageSearch.Duplicates;

/// <inheritdoc cref="PixelComparer.Confirm"/>
internal delegate ImageComparison PixelComparison(ImageComparison found, ComparedImage first, ComparedImage second, double limitMegapixels);
