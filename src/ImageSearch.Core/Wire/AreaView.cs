using ImageSearch.Comparison;
using ImageSearch.Retrieval;

namespace ImageSearch.Wire;

/// <summary>An area of the query and of the matched image: what both have in common, or where they contradict each other.</summary>
/// <param name="Query">Its corners in the query, each x and y as parts of its width and height.</param>
/// <param name="Image">Its corners in the image, as parts of its width and height.</param>
/// <param name="Share">Of a contradiction, which share of what both have in common it takes, 0 to 1; else absent.</param>
/// <param name="Pairs">Of a part in common, the points that agree, where they were asked for: x and y in the query, x and y in the image,
/// as parts again.</param>
public sealed record AreaView(double[][] Query, double[][] Image, double? Share, double[][]? Pairs)
{
    /// <summary>Parts in common; null without any.</summary>
    /// <param name="match">The match.</param>
    /// <param name="parts">The parts, in pixels.</param>
    /// <param name="pairs">Whether the pairs of points are wanted.</param>
    public static AreaView[]? Of(ImageMatch match, IReadOnlyList<MatchedPart>? parts, bool pairs) => parts is not { Count: > 0 } ? null
        : [.. parts.Select(p => new AreaView(
            ImageParts.Of(p.First, match.QueryWidth, match.QueryHeight),
            ImageParts.Of(p.Second, match.Image.Width, match.Image.Height), null,
            pairs ? [.. p.Points.Select(point => ImageParts.Of(point, match))] : null))];

    /// <summary>Contradictions; null without any.</summary>
    public static AreaView[]? Of(ImageMatch match, IReadOnlyList<ImageDifference>? differences) => differences is not { Count: > 0 } ? null
        : [.. differences.Select(d => new AreaView(
            ImageParts.Of(d.First, match.QueryWidth, match.QueryHeight), ImageParts.Of(d.Second, match.Image.Width, match.Image.Height),
            Math.Round(d.Share, 5), null))];
}
