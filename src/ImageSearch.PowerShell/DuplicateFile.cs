using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Index;
using ImageSearch.Pictures;

namespace ImageSearch.PowerShell;

/// <summary>
/// An image of a group of duplicates, as Find-DuplicateImage returns it; pipes onward by <see cref="PSPath"/>. It has no property Path:
/// Remove-Item would read brackets in it as wildcards, and remove another file than the one that is meant.
/// </summary>
public sealed record DuplicateFile(int Group, bool IsKeeper, ImageRelation Relation, double? Confidence, int? Inliers,
    long Id, int Width, int Height, long LengthBytes, string FullName, string KeeperPath) : IShownPair
{
    /// <summary>The group's number, from 1.</summary>
    public int Group { get; internal init; } = Group;

    /// <summary>Whether it is the one that is suggested to be kept.</summary>
    public bool IsKeeper { get; internal init; } = IsKeeper;

    /// <summary>What it is to the keeper; None for the keeper.</summary>
    public ImageRelation Relation { get; internal init; } = Relation;

    /// <summary>How sure the relation is, 0 to 1; null for the keeper.</summary>
    public double? Confidence { get; internal init; } = Confidence;

    /// <summary>How many places of both agree with one transform; null for the keeper.</summary>
    public int? Inliers { get; internal init; } = Inliers;

    /// <summary>The image's id in the index.</summary>
    public long Id { get; internal init; } = Id;

    /// <summary>Pixels.</summary>
    public int Width { get; internal init; } = Width;

    /// <summary>Pixels.</summary>
    public int Height { get; internal init; } = Height;

    /// <summary>The file's length.</summary>
    public long LengthBytes { get; internal init; } = LengthBytes;

    /// <summary>The image's file.</summary>
    public string FullName { get; internal init; } = FullName;

    /// <summary>The file of the image that is suggested to be kept.</summary>
    public string KeeperPath { get; internal init; } = KeeperPath;

    /// <summary>The relation in words, and where the two differ; null for the keeper.</summary>
    public string? Verdict { get; internal init; }

    /// <summary>Which share of the keeper lies in the image, 0 to 1; null where no transform is known.</summary>
    public double? KeeperOverlap { get; internal init; }

    /// <summary>Which share of the image lies in the keeper, 0 to 1; null where no transform is known.</summary>
    public double? ImageOverlap { get; internal init; }

    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement { get; internal init; }

    /// <summary>Whether the pixels of both files were compared; else keypoints alone decided.</summary>
    public bool IsConfirmed { get; internal init; }

    /// <summary>Where it and the keeper agree and where not, with -Detailed; else null.</summary>
    public MatchDetail? Detail { get; internal init; }

    /// <summary>The same, whether it was asked for or not.</summary>
    internal MatchDetail Found { get; init; } = new();

    /// <summary>SHA-256 of the bytes of the image's file, in hexadecimal digits.</summary>
    public string? Sha256 { get; internal init; }

    /// <summary>SHA-256 of the bytes of the file of the image that is suggested to be kept, in hexadecimal digits.</summary>
    public string? KeeperSha256 { get; internal init; }

    /// <summary>The image's file, for the parameter -LiteralPath of other cmdlets; null where another file lies there by now.</summary>
    public string? PSPath { get; internal init; }

    ImageRelation? IShownPair.Relation => Relation;

    MatchDetail IShownPair.Found => Found;

    /// <summary>What Export-ImageMatch draws.</summary>
    internal PicturedMatch ToPicture() => ((IShownPair)this).Picture(KeeperPath, FullName) with { Roles = ("kept", "duplicate") };

    internal static DuplicateFile Kept(DuplicateGroup group) => Of(group, group.Keeper, null);

    internal static DuplicateFile From(DuplicateGroup group, DuplicateImage duplicate) =>
        Of(group, duplicate.Image, duplicate.Comparison) with
        {
            Verdict = ComparisonWords.Of(group, duplicate),
            KeeperOverlap = duplicate.Comparison.FirstOverlap,
            ImageOverlap = duplicate.Comparison.SecondOverlap,
            Agreement = duplicate.Comparison.Agreement,
            IsConfirmed = duplicate.Comparison.IsConfirmed,
            Found = new MatchDetail
            {
                Parts = CommonArea.Of(CommonAreas.Of(group, duplicate)),
                Differences = DifferentArea.Of(duplicate.Comparison.Differences),
            },
        };

    private static DuplicateFile Of(DuplicateGroup group, IndexedImage image, ImageComparison? comparison) => new(
        group.Number, comparison is null, comparison?.Relation ?? ImageRelation.None, comparison?.Confidence, comparison?.Inliers, image.Id,
        image.Width, image.Height,
        image.LengthBytes, image.Path, group.Keeper.Path)
    {
        Sha256 = image.Sha256,
        KeeperSha256 = group.Keeper.Sha256,
        PSPath = LiteralPaths.Of(image.Facts),
    };
}
