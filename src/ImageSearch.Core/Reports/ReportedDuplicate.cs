using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Pictures;

namespace ImageSearch.Reports;

/// <summary>A duplicate beside the image that is suggested to be kept, as a report shows them.</summary>
/// <param name="Group">The group's number; duplicates of one group stand together.</param>
/// <param name="Keeper">The image that is suggested to be kept.</param>
/// <param name="Duplicate">The other.</param>
/// <param name="Relation">What it is to the keeper.</param>
/// <param name="Confidence">How sure that is, 0 to 1; null if nothing was compared.</param>
/// <param name="Verdict">The relation in words (<see cref="ComparisonWords"/>).</param>
public sealed record ReportedDuplicate(int Group, ReportedImage Keeper, ReportedImage Duplicate, ImageRelation Relation, double? Confidence,
    string Verdict)
{
    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement { get; init; }

    /// <summary>Whether the pixels of both files were compared.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>What both have in common: first in the keeper, second in the duplicate, in pixels of their files.</summary>
    public IReadOnlyList<MatchedPart> Parts { get; init; } = [];

    /// <summary>Where they contradict each other: first in the keeper, second in the duplicate, in pixels of their files.</summary>
    public IReadOnlyList<ImageDifference> Differences { get; init; } = [];

    /// <summary>What a search for duplicates found.</summary>
    public static IEnumerable<ReportedDuplicate> Of(DuplicateResult found) =>
        found.Groups.SelectMany(group => group.Duplicates.Select(d => new ReportedDuplicate(
        group.Number, ReportedImage.Of(group.Keeper), ReportedImage.Of(d.Image), d.Comparison.Relation, d.Comparison.Confidence,
        ComparisonWords.Of(group, d))
        {
            Agreement = d.Comparison.Agreement,
            IsConfirmed = d.Comparison.IsConfirmed,
            Parts = CommonAreas.Of(group, d),
            Differences = d.Comparison.Differences,
        }));
}
