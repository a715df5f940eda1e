using ImageSearch.Features;

namespace ImageSearch.Ingest;

/// <summary>A query image, described, or why it could not be.</summary>
/// <param name="Path">The path as it was given.</param>
/// <param name="Image">The image, if there is no error.</param>
/// <param name="Error">Why there is none.</param>
public sealed record QueryImage(string Path, DescribedImage? Image, ImageException? Error);
