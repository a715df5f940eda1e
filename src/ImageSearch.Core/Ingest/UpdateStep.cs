using ImageSearch.Imaging;
using ImageSearch.Index;

namespace ImageSearch.Ingest;

/// <summary>One thing that an update has to do.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">The file; of a move, where it is now.</param>
/// <param name="Image">The image that the index has; null if the file is new.</param>
/// <param name="Facts">The file as it is now, where it was read to know what to do.</param>
public sealed record UpdateStep(UpdateKind Kind, string Path, IndexedImage? Image, FileFacts? Facts);
