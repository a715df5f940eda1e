using ImageSearch.Service.Indexes;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Api;

/// <summary>The answer to a search.</summary>
/// <param name="Index">The index that was searched.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="QueryRows">How many rows the query has.</param>
/// <param name="QueryWidth">The query image's pixels across, upright; absent where descriptors were searched with.</param>
/// <param name="QueryHeight">The query image's pixels down, upright; absent where descriptors were searched with.</param>
/// <param name="Milliseconds">How long the search took in the server, waiting included.</param>
/// <param name="Matches">Best first.</param>
/// <param name="Warnings">Images whose pixels were to be compared and could not be, and why; absent without any.</param>
internal sealed record SearchAnswer(string Index, long Generation, int QueryRows, int? QueryWidth, int? QueryHeight, double Milliseconds,
    IReadOnlyList<MatchView> Matches, IReadOnlyList<string>? Warnings)
{
    public static SearchAnswer Of(Found found, ServedIndex served, ServiceOptions options, TimeSpan taken, bool pairs) =>
        new(served.Name, served.Generation, found.QueryRows, found.Query?.Width, found.Query?.Height, Math.Round(taken.TotalMilliseconds, 1),
            [.. found.Matches.Select(m => MatchView.Of(m, served, options, pairs && found.Query is not null))],
            found.NotCompared.Count == 0 ? null : [.. found.NotCompared.Select(e => WarningOf(e, options))]);

    /// <summary>An error's own words may name folders of the server.</summary>
    private static string WarningOf(ImageException error, ServiceOptions options) =>
        $"The pixels of '{ImageView.FileOf(error.Target, options)}' were not compared: {error.Kind}.";
}
