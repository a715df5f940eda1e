using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Retrieval;

namespace ImageSearch.Pictures;

/// <summary>A result, as <see cref="MatchPicture"/> draws it.</summary>
/// <param name="QueryPath">The query's file; of a comparison, the first image's.</param>
/// <param name="ImagePath">The file that was found, or compared with it.</param>
public sealed record PicturedMatch(string QueryPath, string ImagePath)
{
    /// <summary>What the two images are called in their captions.</summary>
    public (string Query, string Image) Roles { get; init; } = ("query", "image");

    /// <summary>What the image is to the query; null if only votes were counted.</summary>
    public ImageRelation? Relation { get; init; }

    /// <summary>The same in words (<see cref="ComparisonWords"/>); null if only votes were counted.</summary>
    public string? Verdict { get; init; }

    /// <summary>How sure that is, 0 to 1; null if only votes were counted.</summary>
    public double? Confidence { get; init; }

    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement { get; init; }

    /// <summary>Whether the pixels of both files were compared.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>How many query rows voted; null for a comparison.</summary>
    public int? Votes { get; init; }

    /// <summary>Whether the image shows the query mirrored horizontally.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>In how many of 64 bits the perceptual hashes differ; null if either image has none.</summary>
    public int? PerceptualHashDistance { get; init; }

    /// <summary>The inliers, in pixels of both files, the surest first.</summary>
    public IReadOnlyList<MatchedPoint> Points { get; init; } = [];

    /// <summary>Where the query's corners (top left, top right, bottom right, bottom left) lie in the image's file; null without
    /// geometry.</summary>
    public IReadOnlyList<(double X, double Y)>? Outline { get; init; }

    /// <summary>What both have in common (<see cref="CommonAreas"/>), in pixels of both files.</summary>
    public IReadOnlyList<MatchedPart> Parts { get; init; } = [];

    /// <summary>Where they contradict each other, in pixels of both files.</summary>
    public IReadOnlyList<ImageDifference> Differences { get; init; } = [];

    /// <summary>The points that are joined, each with the number of its part; of what is not outlined, 0.</summary>
    internal IReadOnlyList<(MatchedPoint Point, int Part)> Joined => Parts.Count > 1 && Parts.All(p => p.Points.Count > 0)
        ? [.. Parts.SelectMany((p, i) => p.Points.Select(point => (point, i)))] : [.. Points.Select(p => (p, 0))];

    /// <summary>What is shaded: where nothing is in common all differs, and to shade it tells nothing.</summary>
    internal IReadOnlyList<ImageDifference> Shaded => Relation == ImageRelation.None ? [] : Differences;

    /// <summary>What a search found with a query's file.</summary>
    public static PicturedMatch Of(ImageMatch match, string queryPath) => new PicturedMatch(queryPath, match.Image.Path)
    {
        Verdict = ComparisonWords.Of(match),
        Votes = match.Votes,
        Parts = CommonAreas.Of(match),
    }.With(match.Comparison, match.IsMirrored);

    /// <summary>What comparing two files said.</summary>
    public static PicturedMatch Of(ImageComparison comparison, DescribedImage first, DescribedImage second) =>
        new PicturedMatch(first.Facts.Path, second.Facts.Path)
        {
            Roles = ("first", "second"),
            Verdict = ComparisonWords.Of(comparison, first, second),
            Parts = CommonAreas.Of(comparison, first, second),
        }.With(comparison, comparison.Relation == ImageRelation.Mirrored);

    private PicturedMatch With(ImageComparison? comparison, bool isMirrored) => comparison is null ? this : this with
    {
        Relation = comparison.Relation,
        Confidence = comparison.Confidence,
        Agreement = comparison.Agreement,
        IsConfirmed = comparison.IsConfirmed,
        IsMirrored = isMirrored,
        PerceptualHashDistance = comparison.PerceptualHashDistance,
        Points = comparison.Points,
        Outline = comparison.Outline,
        Differences = comparison.Differences,
    };
}
