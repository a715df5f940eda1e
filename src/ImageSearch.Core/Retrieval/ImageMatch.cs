using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Index;

namespace ImageSearch.Retrieval;

/// <summary>An answer: an indexed image that shows what the query shows.</summary>
/// <param name="Rank">1 for the best.</param>
/// <param name="Image">The indexed image.</param>
/// <param name="Votes">How many query rows have a row of it among their nearest.</param>
/// <param name="Score">100 x votes / query rows.</param>
public sealed record ImageMatch(int Rank, IndexedImage Image, int Votes, double Score)
{
    /// <summary>What comparing the query (the first) with the image (the second) says; null if only votes were counted.</summary>
    public ImageComparison? Comparison { get; init; }

    /// <summary>The query's width in pixels of its file, upright; 0 if only votes were counted.</summary>
    public int QueryWidth { get; init; }

    /// <summary>The query's height in pixels of its file, upright; 0 if only votes were counted.</summary>
    public int QueryHeight { get; init; }

    /// <summary>Whether the image shows the query mirrored horizontally.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>What the image is to the query; null if only votes were counted.</summary>
    public ImageRelation? Relation => Comparison?.Relation;

    /// <summary>How sure the relation is, 0 to 1 (docs/confidence.md); null if only votes were counted.</summary>
    public double? Confidence => Comparison?.Confidence;

    /// <summary>What both have in common by geometry; null if nothing, or if only votes were counted.</summary>
    public GeometricMatch? Geometry => Comparison?.Geometry;

    /// <summary>In how many of 64 bits the perceptual hashes differ (mirrored, if the match is); null if either has none.</summary>
    public int? PerceptualHashDistance => Comparison?.PerceptualHashDistance;

    /// <summary>Where the query's corners (top left, top right, bottom right, bottom left) lie, in pixels of the indexed image's file; null
    /// without geometry.</summary>
    public IReadOnlyList<(double X, double Y)>? Outline => Comparison?.Outline;

    /// <summary>The inliers: the places that both show, in pixels of both files; empty without geometry.</summary>
    public IReadOnlyList<MatchedPoint> Points => Comparison?.Points ?? [];

    /// <summary>How many places agree with one transform; null if only votes were counted.</summary>
    public int? Inliers => Comparison?.Inliers;

    /// <summary>Which share of the query lies in the image, 0 to 1; null where no transform is known.</summary>
    public double? QueryOverlap => Comparison?.FirstOverlap;

    /// <summary>Which share of the image lies in the query, 0 to 1; null where no transform is known.</summary>
    public double? ImageOverlap => Comparison?.SecondOverlap;

    /// <summary>In which part of the query what both have in common lies; null if nothing is, or if only votes were counted.</summary>
    public ImagePlace? QueryPlace => Comparison is null or { Relation: ImageRelation.None } ? null
        : CommonParts.Of(Comparison, (QueryWidth, QueryHeight), (Image.Width, Image.Height)) is { Count: > 0 } parts
            ? Placement.Of(parts.SelectMany(p => p.First), (QueryWidth, QueryHeight)).Place : ImagePlace.AllOver;

    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1; null where nothing was compared.</summary>
    public double? Agreement => Comparison?.Agreement;

    /// <summary>Whether the pixels of both files were compared; else keypoints, or votes, alone decided.</summary>
    public bool IsConfirmed => Comparison?.IsConfirmed == true;

    /// <summary>Where the two contradict each other, the largest first; empty unless pixels were compared, null if only votes were
    /// counted.</summary>
    public IReadOnlyList<ImageDifference>? Differences => Comparison?.Differences;
}
