namespace ImageSearch.PowerShell.Searching;

/// <summary>What a search answers to one query.</summary>
/// <param name="QueryPath">The query's file; null for raw descriptors.</param>
/// <param name="Matches">Best first.</param>
/// <param name="Warnings">What was left undone, and why.</param>
internal sealed record SimilarAnswer(string? QueryPath, IReadOnlyList<SimilarImage> Matches, IReadOnlyList<string> Warnings)
{
    /// <summary>What -Verbose says of it; null for nothing.</summary>
    public string? Detail { get; init; }
}
