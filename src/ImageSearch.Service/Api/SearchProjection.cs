using ImageSearch.Retrieval;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Searching;
using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>Makes the answer to a search.</summary>
internal static class SearchProjection
{
    public static SearchAnswer Of(Found found, ServedIndex served, ServiceOptions options, TimeSpan taken, bool pairs) =>
        new(served.Name, served.Generation, found.QueryRows, found.Query?.Width, found.Query?.Height,
            Math.Round(taken.TotalMilliseconds, 1),
            [.. found.Matches.Select(m => MatchView.Of(m, ImageViews.Of(m.Image, served, options), pairs && found.Query is not null))],
            WarningsOf(found, options));

    private static string[]? WarningsOf(Found found, ServiceOptions options)
    {
        IEnumerable<string> votes = found.IsOfVotesAlone ? [ImportedRows.Warning] : [];
        string[] all = [.. votes, .. found.NotCompared.Select(e => WarningOf(e, options))];
        return all.Length == 0 ? null : all;
    }

    /// <summary>An error's own words may name folders of the server.</summary>
    private static string WarningOf(ImageException error, ServiceOptions options) =>
        $"The pixels of '{ImageViews.FileOf(error.Target, options)}' were not compared: {error.Kind}.";
}
