using ImageSearch.Geometry;
using ImageSearch.Pictures;
using ImageSearch.Search;

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
    /// <summary>How sure it is that both show the same, 0 to 1; null if only votes were counted.</summary>
    public double? Confidence { get; init; }

    /// <summary>How many places of both images agree with one transform; null if only votes were counted.</summary>
    public int? Inliers { get; init; }

    /// <summary>Whether the image shows the query with left and right changed.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>In how many of 64 bits the perceptual hashes differ; null if either image has none, or only votes were counted.</summary>
    public int? PerceptualHashDistance { get; init; }

    /// <summary>From the query's pixels to the image's, both as they were described; null without geometry.</summary>
    public ImageTransform? Transform { get; init; }

    /// <summary>Where the query's corners lie in the image: X and Y in pixels of its file, top left, top right, bottom right, bottom left.</summary>
    public double[][]? Outline { get; init; }

    /// <summary>The inliers: places that both show, in pixels of the query's file and of the image's, the surest first; empty without geometry.</summary>
    public IReadOnlyList<MatchedPoint> Points { get; init; } = [];

    internal static SimilarImage From(ImageMatch match, string? queryPath) =>
        new(match.Rank, match.Image.Id, match.Image.Path, match.Votes, match.Score, queryPath)
        {
            Confidence = match.Confidence,
            Inliers = match.Confidence is null ? null : match.Inliers,
            IsMirrored = match.IsMirrored,
            PerceptualHashDistance = match.PerceptualHashDistance,
            Transform = match.Geometry?.Transform,
            Outline = match.Outline is null ? null : [.. match.Outline.Select(p => new[] { p.X, p.Y })],
            Points = match.Points,
        };

    /// <summary>What Export-ImageMatch draws.</summary>
    /// <exception cref="ImageException">There is no query image.</exception>
    internal PicturedMatch ToPicture() => new(QueryPath ?? throw ImageException.NoQueryImage(Path), Path)
    {
        IsMatch = Confidence is null ? null : true,
        Confidence = Confidence,
        Votes = Votes,
        IsMirrored = IsMirrored,
        PerceptualHashDistance = PerceptualHashDistance,
        Points = Points,
        Outline = Outline is null ? null : [.. Outline.Select(p => (p[0], p[1]))],
    };
}
