using ImageSearch.Geometry;
using ImageSearch.Pictures;
using ImageSearch.Retrieval;

namespace ImageSearch.Wire;

/// <summary>A match as /api/v1 and the page show it. What only geometry knows is absent where votes alone were counted.</summary>
/// <param name="Rank">1 for the best.</param>
/// <param name="Votes">How many query rows voted for it.</param>
/// <param name="Score">100 x votes / query rows.</param>
/// <param name="Inliers">How many pairs of points agree on one transform.</param>
/// <param name="Relation">What the image is to the query, by the names of docs/relations.md.</param>
/// <param name="Verdict">The relation in words, and where the two differ.</param>
/// <param name="Confidence">How sure the relation is, 0 to 1.</param>
/// <param name="QueryOverlap">Which share of the query lies in the image, 0 to 1; absent where no transform is known.</param>
/// <param name="ImageOverlap">Which share of the image lies in the query, 0 to 1; absent where no transform is known.</param>
/// <param name="QueryPlace">In which part of the query what both have in common lies; absent where that is not known.</param>
/// <param name="Agreement">Of the overlap that says anything, the share that agrees, 0 to 1; absent where nothing was compared.</param>
/// <param name="IsConfirmed">Whether the pixels of both were compared; absent where they were not.</param>
/// <param name="IsMirrored">Whether the image shows the query mirrored horizontally; absent where it does not.</param>
/// <param name="PerceptualHashDistance">In how many of 64 bits the perceptual hashes differ; absent where either has none.</param>
/// <param name="Transform">From the query's pixels to the image's, both as they were described: the nine numbers of the matrix, row by
/// row.</param>
/// <param name="Outline">The query's corners in the image, as parts of its width and height; absent too where the query reaches beyond the
/// horizon.</param>
/// <param name="Pairs">The points that agree, where they were asked for: x and y in the query, x and y in the image, as parts of width and
/// height.</param>
/// <param name="Parts">What both have in common, the largest part first; absent where that is not known.</param>
/// <param name="Differences">Where the two contradict each other, the largest first; absent unless pixels were compared.</param>
/// <param name="Image">The indexed image.</param>
public sealed record MatchView(int Rank, int Votes, double Score, int? Inliers, string? Relation, string? Verdict, double? Confidence,
    double? QueryOverlap, double? ImageOverlap, string? QueryPlace, double? Agreement, bool? IsConfirmed, bool? IsMirrored,
    int? PerceptualHashDistance, double[]? Transform, double[][]? Outline, double[][]? Pairs, AreaView[]? Parts, AreaView[]? Differences,
    ImageView Image)
{
    /// <summary>The one place that knows what a match has.</summary>
    /// <param name="match">The match.</param>
    /// <param name="image">The indexed image, as the service shows it.</param>
    /// <param name="pairs">Whether the pairs of points are wanted.</param>
    public static MatchView Of(ImageMatch match, ImageView image, bool pairs) =>
        new(match.Rank, match.Votes, Math.Round(match.Score, 2), match.Inliers,
            match.Relation?.ToString(), ComparisonWords.Of(match), ImageParts.Round(match.Confidence),
            ImageParts.Round(match.QueryOverlap), ImageParts.Round(match.ImageOverlap), match.QueryPlace?.ToString(),
            ImageParts.Round(match.Agreement),
            match.IsConfirmed ? true : null, match.IsMirrored ? true : null, match.PerceptualHashDistance,
            match.Geometry is null ? null : Numbers(match.Geometry.Transform),
            OutlineOf(match),
            match.Geometry is null || !pairs ? null : [.. match.Points.Select(p => ImageParts.Of(p, match))],
            AreaView.Of(match, CommonAreas.Of(match), pairs), AreaView.Of(match, match.Differences),
            image);

    private static double[][]? OutlineOf(ImageMatch match)
    {
        const double BeyondTheHorizon = 1000;
        double[][]? corners = match.Outline is null ? null : ImageParts.Of(match.Outline, match.Image.Width, match.Image.Height);
        return corners is not null && Array.TrueForAll(corners, c => Math.Abs(c[0]) < BeyondTheHorizon && Math.Abs(c[1]) < BeyondTheHorizon)
            ? corners : null;
    }

    private static double[] Numbers(ImageTransform t) => [t.M11, t.M12, t.M13, t.M21, t.M22, t.M23, t.M31, t.M32, t.M33];
}
