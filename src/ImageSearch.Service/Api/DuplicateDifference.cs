using ImageSearch.Duplicates;
using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>A place where a duplicate and the image to be kept contradict each other.</summary>
/// <param name="Keeper">Its corners in the image to be kept, each x and y as parts of its width and height.</param>
/// <param name="Image">The same corners in the duplicate, as parts of its width and height.</param>
/// <param name="Share">Which share of what both have in common it takes, 0 to 1.</param>
internal sealed record DuplicateDifference(double[][] Keeper, double[][] Image, double Share)
{
    public static DuplicateDifference[]? Of(Duplicates.DuplicateGroup group, DuplicateImage found) =>
        found.Comparison.Differences is not { Count: > 0 } differences ? null
        : [.. differences.Select(d => new DuplicateDifference(
            ImageParts.Of(d.First, group.Keeper.Width, group.Keeper.Height), ImageParts.Of(d.Second, found.Image.Width, found.Image.Height),
            Math.Round(d.Share, 5)))];
}
