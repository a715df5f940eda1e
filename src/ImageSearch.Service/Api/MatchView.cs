using ImageSearch.Search;
using ImageSearch.Service.Indexes;

namespace ImageSearch.Service.Api;

/// <summary>A match as /api/v1 and the page show it.</summary>
/// <param name="Rank">1 for the best.</param>
/// <param name="Votes">How many query rows voted for it.</param>
/// <param name="Score">100 x votes / query rows.</param>
/// <param name="Inliers">How many pairs of points agree on one transform; absent where matches are not checked by geometry.</param>
/// <param name="Confidence">How sure the match is, 0 to 1; absent where matches are not checked by geometry.</param>
/// <param name="Outline">The query's corners in the matched image, each x and y as parts of its width and height; absent where there is none.</param>
/// <param name="Image">The indexed image.</param>
internal sealed record MatchView(int Rank, int Votes, double Score, int? Inliers, double? Confidence, double[][]? Outline, ImageView Image)
{
    /// <summary>The one place that knows what a match has.</summary>
    public static MatchView Of(ImageMatch match, ServedIndex served, ServiceOptions options) =>
        new(match.Rank, match.Votes, Math.Round(match.Score, 2), match.Geometry?.Inliers,
            match.Confidence is double confidence ? Math.Round(confidence, 4) : null,
            match.Outline is null ? null : [.. match.Outline.Select(corner => new[] { corner.X / match.Image.Width, corner.Y / match.Image.Height })],
            ImageView.Of(match.Image, served, options));
}
