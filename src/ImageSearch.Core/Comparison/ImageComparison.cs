using ImageSearch.Geometry;

namespace ImageSearch.Comparison;

/// <summary>What comparing two images says.</summary>
/// <param name="Relation">What the second image is to the first.</param>
/// <param name="Confidence">How sure that relation is, 0 to 1 (docs/confidence.md); of None, how much speaks for a common part all the
/// same.</param>
public sealed record ImageComparison(ImageRelation Relation, double Confidence)
{
    /// <summary>Whether it is an answer: all but a shared part and nothing.</summary>
    public bool IsMatch => Relation > ImageRelation.SharedPart;

    /// <summary>What both have in common by geometry, its largest part; null if nothing.</summary>
    public GeometricMatch? Geometry { get; init; }

    /// <summary>In how many of 64 bits the perceptual hashes differ; null if either image has none.</summary>
    public int? PerceptualHashDistance { get; init; }

    /// <summary>Which share of the first image's area lies in the second, 0 to 1; null where no transform is known.</summary>
    public double? FirstOverlap { get; init; }

    /// <summary>Which share of the second image's area lies in the first, 0 to 1; null where no transform is known.</summary>
    public double? SecondOverlap { get; init; }

    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement { get; init; }

    /// <summary>Whether the pixels of both files were compared; else keypoints alone decided.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>What both have in common, the largest part first: more than one for a collage, or for two covers in one
    /// photograph.</summary>
    public IReadOnlyList<MatchedPart> Parts { get; init; } = [];

    /// <summary>Where the two contradict each other within what they have in common, the largest first; empty unless pixels were
    /// compared.</summary>
    public IReadOnlyList<ImageDifference> Differences { get; init; } = [];

    /// <summary>Where the first image's corners (top left, top right, bottom right, bottom left) lie, in pixels of the second's file; null
    /// without geometry.</summary>
    public IReadOnlyList<(double X, double Y)>? Outline { get; init; }

    /// <summary>The inliers: the places that both show, in pixels of both files; empty without geometry.</summary>
    public IReadOnlyList<MatchedPoint> Points { get; init; } = [];

    /// <summary>How many places agree with one transform.</summary>
    public int Inliers => Geometry?.Inliers ?? 0;
}
