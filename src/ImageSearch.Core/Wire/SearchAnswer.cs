namespace ImageSearch.Wire;

/// <summary>The answer to a search.</summary>
/// <param name="Index">The index that was searched.</param>
/// <param name="Generation">Its generation.</param>
/// <param name="QueryRows">How many rows the query has.</param>
/// <param name="QueryWidth">The query image's pixels across, upright; absent where descriptors were searched with.</param>
/// <param name="QueryHeight">The query image's pixels down, upright; absent where descriptors were searched with.</param>
/// <param name="Milliseconds">How long the search took in the server, waiting included.</param>
/// <param name="Matches">Best first.</param>
/// <param name="Warnings">That votes alone were counted, as the index was imported; images whose pixels were to be compared and could not
/// be, and why; absent without any.</param>
public sealed record SearchAnswer(string Index, long Generation, int QueryRows, int? QueryWidth, int? QueryHeight, double Milliseconds,
    IReadOnlyList<MatchView> Matches, IReadOnlyList<string>? Warnings)
{
    /// <summary>At most so many ids may be named whose images are searched alone: as many as a request's first line has room for.</summary>
    public const int MaxAmong = 500;

    /// <summary>At most so many matches may be asked for: an answer is made, sent and read whole.</summary>
    public const int MaxMatches = 1000;

    /// <summary>How many matches may be asked for.</summary>
    public static ValueRange MatchRange { get; } = new(1, MaxMatches);
}
