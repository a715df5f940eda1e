using ImageSearch.Retrieval;

namespace ImageSearch.Cli;

/// <summary>What one query was answered.</summary>
/// <param name="Query">What it was named by.</param>
/// <param name="Matches">Best first.</param>
/// <param name="Error">What is wrong with it; null if nothing is.</param>
internal sealed record QueryAnswer(string Query, IReadOnlyList<ImageMatch> Matches, ImageException? Error)
{
    /// <summary>The query's file; what it was named by is its id, if it was searched for by that.</summary>
    public string QueryPath { get; init; } = Query;

    /// <summary>The same, its matches drawn; or why they could not be.</summary>
    public QueryAnswer Drawn(MatchPictures? pictures)
    {
        try
        {
            pictures?.Draw(Matches, QueryPath);
            return this;
        }
        catch (ImageException e)
        {
            return this with { Error = e };
        }
    }
}
