using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Search;

namespace ImageSearch.Pictures;

/// <summary>A result, as <see cref="MatchPicture"/> draws it.</summary>
/// <param name="QueryPath">The query's file; of a comparison, the first image's.</param>
/// <param name="ImagePath">The file that was found, or compared with it.</param>
public sealed record PicturedMatch(string QueryPath, string ImagePath)
{
    /// <summary>Whether both show the same; null if only votes were counted.</summary>
    public bool? IsMatch { get; init; }

    /// <summary>How sure that is, 0 to 1; null if only votes were counted.</summary>
    public double? Confidence { get; init; }

    /// <summary>How many query rows voted; null for a comparison.</summary>
    public int? Votes { get; init; }

    /// <summary>Whether the image shows the query with left and right changed.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>In how many of 64 bits the perceptual hashes differ; null if either image has none.</summary>
    public int? PerceptualHashDistance { get; init; }

    /// <summary>The inliers, in pixels of both files, the surest first.</summary>
    public IReadOnlyList<MatchedPoint> Points { get; init; } = [];

    /// <summary>Where the query's corners (top left, top right, bottom right, bottom left) lie in the image's file; null without geometry.</summary>
    public IReadOnlyList<(double X, double Y)>? Outline { get; init; }

    /// <summary>What a search found with a query's file.</summary>
    public static PicturedMatch Of(ImageMatch match, string queryPath) => new(queryPath, match.Image.Path)
    {
        IsMatch = match.Confidence is null ? null : true,
        Confidence = match.Confidence,
        Votes = match.Votes,
        IsMirrored = match.IsMirrored,
        PerceptualHashDistance = match.PerceptualHashDistance,
        Points = match.Points,
        Outline = match.Outline,
    };

    /// <summary>What comparing two files said.</summary>
    public static PicturedMatch Of(ImageComparison comparison, string firstPath, string secondPath) => new(firstPath, secondPath)
    {
        IsMatch = comparison.IsMatch,
        Confidence = comparison.Confidence,
        IsMirrored = comparison.Relation == ImageRelation.Mirrored,
        PerceptualHashDistance = comparison.PerceptualHashDistance,
        Points = comparison.Points,
        Outline = comparison.Outline,
    };
}
