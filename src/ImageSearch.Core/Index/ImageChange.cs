using ImageSearch.Files;

namespace ImageSearch.Index;

/// <summary>What became of an image since its index was opened or saved last.</summary>
/// <param name="Before">The image as the file had it; null if it is new.</param>
/// <param name="After">The image now, and where its rows lie; null if it was removed.</param>
internal sealed record ImageChange(IndexedImage? Before, IndexEntry? After)
{
    /// <summary>Whether it is the same content under another path.</summary>
    public bool IsMove => Before is not null && After is not null && !FilePaths.Comparer.Equals(Before.Path, After.Image.Path)
        && Before.ContentHash.AsSpan().SequenceEqual(After.Image.ContentHash.AsSpan());
}
