using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>An indexed path that is another name of a file. Removing it frees nothing, and it is no copy.</summary>
/// <param name="Image">The image under this name.</param>
/// <param name="Target">The file: where a link leads, or another name of a hard link, which is as good.</param>
/// <param name="IsHardLink">Whether it is a hard link; else it is a symbolic link, or lies behind one.</param>
public sealed record LinkedImage(IndexedImage Image, string Target, bool IsHardLink);
