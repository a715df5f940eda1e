using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Features;
using ImageSearch.Retrieval;

namespace ImageSearch.Pictures;

/// <summary>The areas that two images have in common, as they are shown: of one view the whole overlap, else the places of the points of
/// each part.</summary>
public static class CommonAreas
{
    /// <summary>What a found image has in common with the query, from the query to the image.</summary>
    public static IReadOnlyList<MatchedPart> Of(ImageMatch match) =>
        match.Comparison is { } comparison
            ? CommonParts.Of(comparison, (match.QueryWidth, match.QueryHeight), (match.Image.Width, match.Image.Height))
            : [];

    /// <summary>What a duplicate has in common with the image of its group that is suggested to be kept, from that image to the
    /// duplicate.</summary>
    public static IReadOnlyList<MatchedPart> Of(DuplicateGroup group, DuplicateImage duplicate) =>
        CommonParts.Of(duplicate.Comparison, (group.Keeper.Width, group.Keeper.Height), (duplicate.Image.Width, duplicate.Image.Height));

    /// <summary>What the second image has in common with the first.</summary>
    public static IReadOnlyList<MatchedPart> Of(ImageComparison comparison, DescribedImage first, DescribedImage second) =>
        CommonParts.Of(comparison, (first.Width, first.Height), (second.Width, second.Height));
}
