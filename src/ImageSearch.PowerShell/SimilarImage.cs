using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Pictures;
using ImageSearch.Retrieval;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell;

/// <summary>
/// A match, as Find-SimilarImage returns it; pipes onward by <see cref="PSPath"/>. It has no property Path: other cmdlets would read
/// brackets in it as wildcards, and take another file than the one that is meant.
/// </summary>
public sealed record SimilarImage(int Rank, long Id, string? FullName, int Votes, double Score, string? QueryPath) : IShownPair
{
    /// <summary>1 for the best match of its query.</summary>
    public int Rank { get; internal init; } = Rank;

    /// <summary>The indexed image's id.</summary>
    public long Id { get; internal init; } = Id;

    /// <summary>The indexed image's file.</summary>
    public string? FullName { get; internal init; } = FullName;

    /// <summary>How many query rows have a row of it among their nearest.</summary>
    public int Votes { get; internal init; } = Votes;

    /// <summary>100 x votes / query rows.</summary>
    public double Score { get; internal init; } = Score;

    /// <summary>The query image's file; null for raw descriptors.</summary>
    public string? QueryPath { get; internal init; } = QueryPath;

    /// <summary>What the image is to the query; null if only votes were counted.</summary>
    public ImageRelation? Relation { get; internal init; }

    /// <summary>The relation in words, and where the two differ; null if only votes were counted.</summary>
    public string? Verdict { get; internal init; }

    /// <summary>How sure the relation is, 0 to 1; null if only votes were counted.</summary>
    public double? Confidence { get; internal init; }

    /// <summary>Which share of the query lies in the image, 0 to 1; null where no transform is known.</summary>
    public double? QueryOverlap { get; internal init; }

    /// <summary>Which share of the image lies in the query, 0 to 1; null where no transform is known.</summary>
    public double? ImageOverlap { get; internal init; }

    /// <summary>In which part of the query what both have in common lies; null where that is not known.</summary>
    public ImagePlace? QueryPlace { get; internal init; }

    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement { get; internal init; }

    /// <summary>Whether the pixels of both files were compared; else keypoints alone decided.</summary>
    public bool IsConfirmed { get; internal init; }

    /// <summary>How many places of both images agree with one transform; null if only votes were counted.</summary>
    public int? Inliers { get; internal init; }

    /// <summary>Whether the image shows the query mirrored horizontally.</summary>
    public bool IsMirrored { get; internal init; }

    /// <summary>In how many of 64 bits the perceptual hashes differ; null if either image has none, or only votes were counted.</summary>
    public int? PerceptualHashDistance { get; internal init; }

    /// <summary>Where it lies, with -Detailed; else null.</summary>
    public MatchDetail? Detail { get; internal init; }

    /// <summary>The same, whether it was asked for or not.</summary>
    internal MatchDetail Found { get; init; } = new();

    /// <summary>SHA-256 of the bytes of the image's file, in hexadecimal digits; null where a service found it.</summary>
    public string? Sha256 { get; internal init; }

    /// <summary>The image's file, for the parameter -LiteralPath of other cmdlets; null where another file lies there by now, or none of
    /// this machine.</summary>
    public string? PSPath { get; internal init; }

    /// <summary>What stands for a query that has no answer, where that is asked for: rank and id 0, no file.</summary>
    internal static SimilarImage Unmatched(string? queryPath) => new(0, 0, null, 0, 0, queryPath);

    internal static SimilarImage From(ImageMatch match, string? queryPath) =>
        new(match.Rank, match.Image.Id, match.Image.Path, match.Votes, match.Score, queryPath)
        {
            Relation = match.Relation,
            Verdict = ComparisonWords.Of(match),
            Confidence = match.Confidence,
            QueryOverlap = match.QueryOverlap,
            ImageOverlap = match.ImageOverlap,
            QueryPlace = match.QueryPlace,
            Agreement = match.Agreement,
            IsConfirmed = match.IsConfirmed,
            Inliers = match.Inliers,
            IsMirrored = match.IsMirrored,
            PerceptualHashDistance = match.PerceptualHashDistance,
            Found = new MatchDetail
            {
                Transform = match.Geometry?.Transform,
                Outline = Corners.ToLists(match.Outline),
                Points = match.Points,
                Parts = CommonArea.Of(CommonAreas.Of(match)),
                Differences = DifferentArea.Of(match.Differences ?? []),
            },
            Sha256 = match.Image.Sha256,
            PSPath = LiteralPaths.Of(match.Image.Facts),
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
            PSPath = System.IO.Path.IsPathFullyQualified(path) ? path : null,
            Relation = match.Relation is { } relation ? Enum.Parse<ImageRelation>(relation) : null,
            Verdict = match.Verdict,
            Confidence = match.Confidence,
            QueryOverlap = match.QueryOverlap,
            ImageOverlap = match.ImageOverlap,
            QueryPlace = match.QueryPlace is { } place ? Enum.Parse<ImagePlace>(place) : null,
            Agreement = match.Agreement,
            IsConfirmed = match.IsConfirmed == true,
            Inliers = match.Inliers,
            IsMirrored = match.IsMirrored == true,
            PerceptualHashDistance = match.PerceptualHashDistance,
            Found = new MatchDetail
            {
                Transform = match.Transform is [var a, var b, var c, var d, var e, var f, var g, var h, var i]
                    ? new ImageTransform(a, b, c, d, e, f, g, h, i) : null,
                Outline = match.Outline is { } outline ? InPixels(outline, size) : null,
                Points = querySize is null ? [] : PointsOf(match.Pairs, query, size),
                Parts = [.. (match.Parts ?? [])
                    .Select(p => new CommonArea(InPixels(p.Query, query), InPixels(p.Image, size), PointsOf(p.Pairs, query, size)))],
                Differences = [.. (match.Differences ?? [])
                    .Select(p => new DifferentArea(InPixels(p.Query, query), InPixels(p.Image, size), p.Share ?? 0))],
            },
        };
    }

    private static IReadOnlyList<IReadOnlyList<double>> InPixels(double[][] corners, double[] size) =>
        Corners.ToLists(corners.Select(corner => ImageParts.ToPixels(corner, size)));

    private static MatchedPoint[] PointsOf(double[][]? pairs, double[] query, double[] image) =>
        [.. (pairs ?? []).Select(pair => ImageParts.ToPixels(pair, [.. query, .. image]))
            .Select(p => new MatchedPoint(p[0], p[1], p[2], p[3]))];

    MatchDetail IShownPair.Found => Found;

    /// <summary>What Export-ImageMatch draws.</summary>
    /// <exception cref="ImageException">There is no query image.</exception>
    internal PicturedMatch ToPicture() => ((IShownPair)this).Picture(
        QueryPath ?? throw ImageException.NoQueryImage(FullName ?? ""), FullName ?? throw ImageException.NoTwoImages(QueryPath)) with
    {
        Votes = Votes,
    };
}
