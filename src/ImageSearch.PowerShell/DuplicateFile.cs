using ImageSearch.Comparison;
using ImageSearch.Search;

namespace ImageSearch.PowerShell;

/// <summary>
/// An image of a group of duplicates, as Find-DuplicateImage returns it; pipes onward by <see cref="PSPath"/>. It has no property Path: Remove-Item
/// would read brackets in it as wildcards, and remove another file than the one that is meant.
/// </summary>
/// <param name="Group">The group's number, from 1.</param>
/// <param name="IsKeeper">Whether it is the one that is suggested to be kept.</param>
/// <param name="Relation">What it is to the keeper; None for the keeper, and where only other images of the group link the two.</param>
/// <param name="Confidence">How sure it is that it shows what the keeper shows; null for the keeper.</param>
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

    internal static DuplicateFile From(DuplicateImage found) => new(found.Group, found.IsKeeper, found.Comparison?.Relation ?? ImageRelation.None,
        found.Comparison?.Confidence, found.Comparison?.Inliers, found.Image.Id, found.Image.Width, found.Image.Height, found.Image.LengthBytes,
        found.Image.Path, found.Keeper.Path);
}
