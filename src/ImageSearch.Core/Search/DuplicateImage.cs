using ImageSearch.Comparison;

namespace ImageSearch.Search;

/// <summary>An image of a group of duplicates.</summary>
/// <param name="Group">The group's number, from 1.</param>
/// <param name="Image">The image.</param>
/// <param name="IsKeeper">Whether it is the one that is suggested to be kept.</param>
/// <param name="Keeper">The one that is suggested to be kept.</param>
/// <param name="Comparison">What it has in common with the keeper; null for the keeper itself, and where only a chain of others links the two.</param>
public sealed record DuplicateImage(int Group, IndexedImage Image, bool IsKeeper, IndexedImage Keeper, ImageComparison? Comparison);
