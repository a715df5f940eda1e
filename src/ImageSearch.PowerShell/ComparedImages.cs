using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Pictures;

namespace ImageSearch.PowerShell;

/// <summary>A verdict about two images, as Compare-Image returns it.</summary>
public sealed record ComparedImages(bool IsMatch, ImageRelation Relation, double Confidence, int Inliers, int? PerceptualHashDistance,
    string ReferencePath, string FullName) : IShownPair
{
    /// <summary>Whether the relation and its confidence are such as were asked for.</summary>
    public bool IsMatch { get; internal init; } = IsMatch;

    /// <summary>What the second image is to the first.</summary>
    public ImageRelation Relation { get; internal init; } = Relation;

    /// <summary>How sure the relation is, 0 to 1.</summary>
    public double Confidence { get; internal init; } = Confidence;

    /// <summary>How many places of both images agree with one transform.</summary>
    public int Inliers { get; internal init; } = Inliers;

    /// <summary>In how many of 64 bits the perceptual hashes differ; null if either image has none.</summary>
    public int? PerceptualHashDistance { get; internal init; } = PerceptualHashDistance;

    /// <summary>The first image.</summary>
    public string ReferencePath { get; internal init; } = ReferencePath;

    /// <summary>The second image.</summary>
    public string FullName { get; internal init; } = FullName;

    /// <summary>The relation in words, and where the two differ.</summary>
    public string Verdict { get; internal init; } = "";

    /// <summary>Which share of the first image lies in the second, 0 to 1; null where no transform is known.</summary>
    public double? ReferenceOverlap { get; internal init; }

    /// <summary>Which share of the second image lies in the first, 0 to 1; null where no transform is known.</summary>
    public double? ImageOverlap { get; internal init; }

    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement { get; internal init; }

    /// <summary>Whether the pixels of both files were compared; else keypoints alone decided.</summary>
    public bool IsConfirmed { get; internal init; }

    /// <summary>Where it lies, with -Detailed; else null.</summary>
    public MatchDetail? Detail { get; internal init; }

    /// <summary>The same, whether it was asked for or not.</summary>
    internal MatchDetail Found { get; init; } = new();

    /// <summary>The second image, for the parameter -LiteralPath of other cmdlets.</summary>
    public string PSPath => FullName;

    /// <param name="found">What was found.</param>
    /// <param name="isMatch">Whether it is such as was asked for.</param>
    /// <param name="reference">The first image.</param>
    /// <param name="image">The second image.</param>
    internal static ComparedImages From(ImageComparison found, bool isMatch, DescribedImage reference, DescribedImage image) =>
        new(isMatch, found.Relation, found.Confidence, found.Inliers, found.PerceptualHashDistance,
            reference.Facts.Path, image.Facts.Path)
        {
            Verdict = ComparisonWords.Of(found, reference, image),
            ReferenceOverlap = found.FirstOverlap,
            ImageOverlap = found.SecondOverlap,
            Agreement = found.Agreement,
            IsConfirmed = found.IsConfirmed,
            Found = new MatchDetail
            {
                Transform = found.Geometry?.Transform,
                Outline = Corners.ToLists(found.Outline),
                Points = found.Points,
                Parts = CommonArea.Of(CommonAreas.Of(found, reference, image)),
                Differences = DifferentArea.Of(found.Differences),
            },
        };

    ImageRelation? IShownPair.Relation => Relation;

    double? IShownPair.Confidence => Confidence;

    MatchDetail IShownPair.Found => Found;

    /// <summary>What Export-ImageMatch draws.</summary>
    internal PicturedMatch ToPicture() => ((IShownPair)this).Picture(ReferencePath, FullName) with { Roles = ("first", "second") };
}
