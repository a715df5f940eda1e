using ImageSearch.Comparison;
using ImageSearch.Features;

namespace ImageSearch.Duplicates;

/// <inheritdoc cref="PixelComparer.Confirm"/>
internal delegate ImageComparison PixelComparison(ImageComparison found, DescribedImage first, DescribedImage second,
    double limitMegapixels);
