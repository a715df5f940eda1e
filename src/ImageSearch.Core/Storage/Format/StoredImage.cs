using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>An image as the file has it.</summary>
/// <param name="Image">The image; its path may be relative to the file's folder.</param>
/// <param name="SegmentOffset">Where the segment begins that holds its rows; 0 if it has none.</param>
/// <param name="FirstRow">The first of them in that segment.</param>
internal sealed record StoredImage(IndexedImage Image, long SegmentOffset, int FirstRow);
