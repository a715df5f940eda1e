using ImageSearch.Retrieval;

namespace ImageSearch.Service.Searching;

/// <summary>What a search found.</summary>
/// <param name="Matches">Best first.</param>
/// <param name="QueryRows">How many rows the query has.</param>
/// <param name="Query">How large the query image is; null if it was none.</param>
internal sealed record Found(IReadOnlyList<ImageMatch> Matches, int QueryRows, QuerySize? Query)
{
    /// <summary>Files whose pixels could not be compared, and why.</summary>
    public IReadOnlyList<ImageException> NotCompared { get; init; } = [];

    /// <summary>Whether votes alone were counted though more was asked for.</summary>
    public bool IsOfVotesAlone { get; init; }
}
