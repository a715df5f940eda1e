using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Search;

namespace ImageSearch.PowerShell;

/// <summary>
/// An image of a group of duplicates, as Find-DuplicateImage returns it; pipes onward by <see cref="PSPath"/>. It has no property Path: Remove-Item
/// would read brackets in it as wildcards, and remove another file than the one that is meant.
/// </summary>
/// <param name="Group">The group's number, from 1.</param>
/// <param name="IsKeeper">Whether it is the one that is suggested to be kept.</param>
/// <param name="Relation">What it is to the keeper; None for the keeper.</param>
/// <param name="Confidence">How sure the relation is, 0 to 1; null for the keeper.</param>
/// <param name="Inliers">How many places of both agree with one transform; null for the keeper.</param>
/// <param name="Id">The image's id in the index.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="LengthBytes">The file's length.</param>
/// <param name="FullName">The image's file.</param>
/// <param name="KeeperPath">The file of the image that is suggested to be kept.</param>
public sealed record DuplicateFile(int Group, bool IsKeeper, ImageRelation Relation, double? Confidence, int? Inliers,
    long Id, int Width, int Height, long LengthBytes, string FullName, string KeeperPath)
{
    /// <summary>The image's file, for the parameter -LiteralPath of other cmdlets.</summary>
    public string PSPath => FullName;

    internal static DuplicateFile Kept(DuplicateGroup group) => Of(group, group.Keeper, null);

    internal static DuplicateFile From(DuplicateGroup group, DuplicateImage duplicate) => Of(group, duplicate.Image, duplicate.Comparison);

    private static DuplicateFile Of(DuplicateGroup group, IndexedImage image, ImageComparison? comparison) => new(
        group.Number, comparison is null, comparison?.Relation ?? ImageRelation.None, comparison?.Confidence, comparison?.Inliers, image.Id, image.Width, image.Height,
        image.LengthBytes, image.Path, group.Keeper.Path);
}
