using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Pictures;

namespace ImageSearch.PowerShell;

/// <summary>A verdict about two images, as Compare-Image returns it.</summary>
/// <param name="IsMatch">Whether both show the same, by the confidence that was asked for.</param>
/// <param name="Confidence">How sure it is that both show the same, 0 to 1.</param>
/// <param name="Inliers">How many places of both images agree with one transform.</param>
/// <param name="Relation">What the second image is to the first; None if they do not match.</param>
/// <param name="PerceptualHashDistance">In how many of 64 bits the perceptual hashes differ; null if either image has none.</param>
/// <param name="Transform">From the first image's pixels to the second's, both as they were described; null without geometry.</param>
/// <param name="ReferencePath">The first image.</param>
/// <param name="Path">The second image.</param>
public sealed record ComparedImages(bool IsMatch, double Confidence, int Inliers, ImageRelation Relation, int? PerceptualHashDistance,
    ImageTransform? Transform, string ReferencePath, string Path)
{
    /// <summary>Where the first image's corners lie in the second: X and Y in pixels of its file, top left, top right, bottom right, bottom left.</summary>
    public double[][]? Outline { get; init; }

    /// <summary>The inliers: places that both show, in pixels of both files, the surest first; empty without geometry.</summary>
    public MatchedPoint[] Points { get; init; } = [];

    /// <param name="found">What was found.</param>
    /// <param name="minimumConfidence">How sure a match must be.</param>
    /// <param name="referencePath">The first image.</param>
    /// <param name="path">The second image.</param>
    internal static ComparedImages From(ImageComparison found, double minimumConfidence, string referencePath, string path)
    {
        bool isMatch = found.IsMatch && found.Confidence >= minimumConfidence;
        return new ComparedImages(isMatch, found.Confidence, found.Inliers, isMatch ? found.Relation : ImageRelation.None,
            found.PerceptualHashDistance, found.Geometry?.Transform, referencePath, path)
        {
            Outline = Corners.ToArrays(found.Outline),
            Points = [.. found.Points],
        };
    }

    /// <summary>What Export-ImageMatch draws.</summary>
    internal PicturedMatch ToPicture() => new(ReferencePath, Path)
    {
        IsMatch = IsMatch,
        Confidence = Confidence,
        IsMirrored = Relation == ImageRelation.Mirrored,
        PerceptualHashDistance = PerceptualHashDistance,
        Points = Points,
        Outline = Corners.FromArrays(Outline),
    };
}
