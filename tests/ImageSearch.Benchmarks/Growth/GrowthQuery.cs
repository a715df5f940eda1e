using ImageSearch.Features;

namespace ImageSearch.Benchmarks.Growth;

/// <summary>A query of the benchmark growth.</summary>
/// <param name="Image">The image, described.</param>
/// <param name="Answer">The name of the image that it is a copy of; null if it is a copy of none.</param>
internal sealed record GrowthQuery(DescribedImage Image, string? Answer);
