using ImageSearch.Comparison;
using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>An image that is to be kept, another one, and what is known of both.</summary>
/// <param name="Keeper">The image to be kept, of which the comparison is the first.</param>
/// <param name="KeeperSteps">By how large steps it was compressed; null where that is not known.</param>
/// <param name="Other">The other one.</param>
/// <param name="OtherSteps">By how large steps that one was compressed.</param>
/// <param name="Comparison">What they are to each other.</param>
internal readonly record struct KeptPair(IndexedImage Keeper, double? KeeperSteps, IndexedImage Other, double? OtherSteps,
    ImageComparison Comparison)
{
    /// <summary>Whether the keeper's picture goes on around what both show; where it does not, there is a border or nothing. Null where
    /// there is no more of it, or where that cannot be told.</summary>
    public bool? KeeperShowsMore { get; init; }

    /// <summary>Whether the other one's picture goes on around what both show: the keeper is then a part of it. Where that cannot be told,
    /// it is taken to go on.</summary>
    public bool OtherShowsMore { get; init; }
}
