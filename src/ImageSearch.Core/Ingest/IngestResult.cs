using ImageSearch.Index;

namespace ImageSearch.Ingest;

/// <summary>What became of one path: an image of the index, or an error about it.</summary>
/// <param name="Path">The path as it was given.</param>
/// <param name="Outcome">What was done, if there is no error.</param>
/// <param name="Image">The image in the index, if there is no error.</param>
/// <param name="Error">Why the image was left out.</param>
public sealed record IngestResult(string Path, AddOutcome Outcome, IndexedImage? Image, ImageException? Error);
