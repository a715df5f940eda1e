using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Pictures;
using ImageSearch.Retrieval;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell;

/// <summary>A match, as Find-SimilarImage returns it; pipes onward by <see cref="Path"/> or <see cref="Id"/>.</summary>
/// <param name="Rank">1 for the best match of its query.</param>
/// <param name="Id">The indexed image's id.</param>
/// <param name="Path">The indexed image's file.</param>
/// <param name="Votes">How many query rows have a row of it among their nearest.</param>
/// <param name="Score">100 x votes / query rows.</param>
/// <param name="QueryPath">The query image's file; null for raw descriptors.</param>
public sealed record SimilarImage(int Rank, long Id, string Path, int Votes, double Score, string? QueryPath)
{
    /// <summary>What the image is to the query; null if only votes were counted.</summary>
    public ImageRelation? Relation { get; init; }

    /// <summary>The relation in words, and where the two differ; null if only votes were counted.</summary>
    public string? Verdict { get; init; }

    /// <summary>How sure the relation is, 0 to 1; null if only votes were counted.</summary>
    public double? Confidence { get; init; }

    /// <summary>Which share of the query lies in the image, 0 to 1; null where no transform is known.</summary>
    public double? QueryOverlap { get; init; }

    /// <summary>Which share of the image lies in the query, 0 to 1; null where no transform is known.</summary>
    public double? ImageOverlap { get; init; }

    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement { get; init; }

    /// <summary>Whether the pixels of both files were compared; else keypoints alone decided.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>How many places of both images agree with one transform; null if only votes were counted.</summary>
    public int? Inliers { get; init; }

    /// <summary>Whether the image shows the query mirrored horizontally.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>In how many of 64 bits the perceptual hashes differ; null if either image has none, or only votes were counted.</summary>
    public int? PerceptualHashDistance { get; init; }

    /// <summary>From the query's pixels to the image's, both as they were described; null without geometry.</summary>
    public ImageTransform? Transform { get; init; }

    /// <summary>Where the query's corners lie in the image: X and Y in pixels of its file, top left, top right, bottom right, bottom left.</summary>
    public double[][]? Outline { get; init; }

    /// <summary>The inliers: places that both show, in pixels of the query's file and of the image's, the surest first; empty without geometry.</summary>
    public MatchedPoint[] Points { get; init; } = [];

    /// <summary>What both have in common, the largest part first.</summary>
    public CommonArea[] Parts { get; init; } = [];

    /// <summary>Where the two contradict each other, the largest first; empty unless pixels were compared.</summary>
    public DifferentArea[] Differences { get; init; } = [];

    internal static SimilarImage From(ImageMatch match, string? queryPath) =>
        new(match.Rank, match.Image.Id, match.Image.Path, match.Votes, match.Score, queryPath)
        {
            Relation = match.Relation,
            Verdict = ComparisonWords.Of(match),
            Confidence = match.Confidence,
            QueryOverlap = match.QueryOverlap,
            ImageOverlap = match.ImageOverlap,
            Agreement = match.Agreement,
            IsConfirmed = match.IsConfirmed,
            Inliers = match.Inliers,
            IsMirrored = match.IsMirrored,
            PerceptualHashDistance = match.PerceptualHashDistance,
            Transform = match.Geometry?.Transform,
            Outline = Corners.ToArrays(match.Outline),
            Points = [.. match.Points],
            Parts = CommonArea.Of(CommonAreas.Of(match)),
            Differences = DifferentArea.Of(match.Differences ?? []),
        };

    /// <summary>A match as /api/v1 writes it.</summary>
    /// <param name="match">The match.</param>
    /// <param name="path">What the image is called here.</param>
    /// <param name="queryPath">The query image's file; null for raw descriptors.</param>
    /// <param name="querySize">The query's width and height in pixels; null for raw descriptors.</param>
    internal static SimilarImage From(MatchView match, string path, string? queryPath, double[]? querySize)
    {
        double[] query = querySize ?? [0, 0], size = [match.Image.Width, match.Image.Height];
        return new SimilarImage(match.Rank, match.Image.Id, path, match.Votes, match.Score, queryPath)
        {
            Relation = match.Relation is { } relation ? Enum.Parse<ImageRelation>(relation) : null,
            Verdict = match.Verdict,
            Confidence = match.Confidence,
            QueryOverlap = match.QueryOverlap,
            ImageOverlap = match.ImageOverlap,
            Agreement = match.Agreement,
            IsConfirmed = match.IsConfirmed == true,
            Inliers = match.Inliers,
            IsMirrored = match.IsMirrored == true,
            PerceptualHashDistance = match.PerceptualHashDistance,
            Transform = match.Transform is [var a, var b, var c, var d, var e, var f, var g, var h, var i] ? new ImageTransform(a, b, c, d, e, f, g, h, i) : null,
            Outline = match.Outline is { } outline ? InPixels(outline, size) : null,
            Points = querySize is null ? [] : PointsOf(match.Pairs, query, size),
            Parts = [.. (match.Parts ?? []).Select(p => new CommonArea(InPixels(p.Query, query), InPixels(p.Image, size), PointsOf(p.Pairs, query, size)))],
            Differences = [.. (match.Differences ?? []).Select(p => new DifferentArea(InPixels(p.Query, query), InPixels(p.Image, size), p.Share ?? 0))],
        };
    }

    private static double[][] InPixels(double[][] corners, double[] size) => [.. corners.Select(corner => ImageParts.ToPixels(corner, size))];

    private static MatchedPoint[] PointsOf(double[][]? pairs, double[] query, double[] image) =>
        [.. (pairs ?? []).Select(pair => ImageParts.ToPixels(pair, [.. query, .. image])).Select(p => new MatchedPoint(p[0], p[1], p[2], p[3]))];

    /// <summary>What Export-ImageMatch draws.</summary>
    /// <exception cref="ImageException">There is no query image.</exception>
    internal PicturedMatch ToPicture() => new(QueryPath ?? throw ImageException.NoQueryImage(Path), Path)
    {
        Relation = Relation,
        Verdict = Verdict,
        Confidence = Confidence,
        Agreement = Agreement,
        IsConfirmed = IsConfirmed,
        Votes = Votes,
        IsMirrored = IsMirrored,
        PerceptualHashDistance = PerceptualHashDistance,
        Points = Points,
        Outline = Corners.FromArrays(Outline),
        Parts = CommonArea.ToParts(Parts),
        Differences = DifferentArea.ToDifferences(Differences),
    };
}
