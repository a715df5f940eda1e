using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>An image and its duplicates. Each of them matches the image that is kept; among each other they need not.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Keeper">The image that is suggested to be kept.</param>
/// <param name="Duplicates">The others, by id; one at least.</param>
public sealed record DuplicateGroup(int Number, IndexedImage Keeper, IReadOnlyList<DuplicateImage> Duplicates);
