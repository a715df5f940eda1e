using ImageSearch.Comparison;
using ImageSearch.Retrieval;

namespace ImageSearch.Service.Api;

/// <summary>An area of the query and of the matched image: what both have in common, or where they contradict each other.</summary>
/// <param name="Query">Its corners in the query, each x and y as parts of its width and height.</param>
/// <param name="Image">Its corners in the image, as parts of its width and height.</param>
/// <param name="Share">Of a contradiction, which share of what both have in common it takes, 0 to 1; else absent.</param>
/// <param name="Pairs">Of a part in common, the points that agree, where they were asked for: x and y in the query, x and y in the image, as parts again.</param>
internal sealed record AreaView(double[][] Query, double[][] Image, double? Share, double[][]? Pairs)
{
    public static AreaView[]? Of(ImageMatch match, IReadOnlyList<MatchedPart>? parts, bool pairs) => parts is not { Count: > 0 } ? null
        : [.. parts.Select(p => new AreaView(
            Parts.Of(p.First, match.QueryWidth, match.QueryHeight), Parts.Of(p.Second, match.Image.Width, match.Image.Height), null,
            pairs ? [.. p.Points.Select(point => Parts.Of(point, match))] : null))];

    public static AreaView[]? Of(ImageMatch match, IReadOnlyList<ImageDifference>? differences) => differences is not { Count: > 0 } ? null
        : [.. differences.Select(d => new AreaView(
            Parts.Of(d.First, match.QueryWidth, match.QueryHeight), Parts.Of(d.Second, match.Image.Width, match.Image.Height), Math.Round(d.Share, 5), null))];
}
