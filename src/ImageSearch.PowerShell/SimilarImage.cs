using ImageSearch.Search;

namespace ImageSearch.PowerShell;

/// <summary>A match, as Find-SimilarImage returns it; pipes onward by <see cref="Path"/> or <see cref="Id"/>.</summary>
/// <param name="Rank">1 for the best match of its query.</param>
/// <param name="Id">The indexed image's id.</param>
/// <param name="Path">The indexed image's file.</param>
/// <param name="Votes">How many query rows have a row of it among their nearest.</param>
/// <param name="Score">100 x votes / query rows.</param>
/// <param name="QueryPath">The query image's file; null for raw descriptors.</param>
public sealed record SimilarImage(int Rank, long Id, string Path, int Votes, double Score, string? QueryPath)
{
    internal static SimilarImage From(ImageMatch match, string? queryPath) =>
        new(match.Rank, match.Image.Id, match.Image.Path, match.Votes, match.Score, queryPath);
}
