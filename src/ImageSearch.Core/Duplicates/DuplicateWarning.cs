using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>An image that is left out of the search for duplicates.</summary>
/// <param name="Image">The image.</param>
/// <param name="Condition">What is wrong with its file.</param>
/// <param name="Message">A sentence for people, which names the file.</param>
public sealed record DuplicateWarning(IndexedImage Image, FileCondition Condition, string Message);
