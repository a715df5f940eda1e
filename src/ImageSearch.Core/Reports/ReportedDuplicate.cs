using ImageSearch.Comparison;
using ImageSearch.Pictures;
using ImageSearch.Search;

namespace ImageSearch.Reports;

/// <summary>A duplicate beside the image that is suggested to be kept, as a report shows them.</summary>
/// <param name="Group">The group's number; duplicates of one group stand together.</param>
/// <param name="Keeper">The image that is suggested to be kept.</param>
/// <param name="Duplicate">The other.</param>
/// <param name="Relation">What it is to the keeper.</param>
/// <param name="Confidence">How sure that is, 0 to 1; null if nothing was compared.</param>
/// <param name="Verdict">The relation in words (<see cref="ComparisonWords"/>).</param>
public sealed record ReportedDuplicate(int Group, ReportedImage Keeper, ReportedImage Duplicate, ImageRelation Relation, double? Confidence, string Verdict)
{
    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement { get; init; }

    /// <summary>Whether the pixels of both files were compared.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>What both have in common: first in the keeper, second in the duplicate, in pixels of their files.</summary>
    public IReadOnlyList<MatchedPart> Parts { get; init; } = [];

    /// <summary>Where they contradict each other: first in the keeper, second in the duplicate, in pixels of their files.</summary>
    public IReadOnlyList<ImageDifference> Differences { get; init; } = [];

    /// <summary>What a search for duplicates found; null for a keeper, which is shown beside each of its duplicates.</summary>
    public static ReportedDuplicate? Of(DuplicateImage found) => found.IsKeeper || found.Comparison is not { } comparison ? null
        : new ReportedDuplicate(found.Group, ReportedImage.Of(found.Keeper), ReportedImage.Of(found.Image), comparison.Relation, comparison.Confidence,
            ComparisonWords.Of(found) ?? "")
        {
            Agreement = comparison.Agreement,
            IsConfirmed = comparison.IsConfirmed,
            Parts = CommonAreas.Of(found),
            Differences = comparison.Differences,
        };
}
