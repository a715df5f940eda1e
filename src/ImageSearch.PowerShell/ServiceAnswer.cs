namespace ImageSearch.PowerShell;

/// <summary>A service's answer to a search.</summary>
/// <param name="Matches">Best first.</param>
/// <param name="Warnings">What was left undone, and why.</param>
internal sealed record ServiceAnswer(IReadOnlyList<SimilarImage> Matches, IReadOnlyList<string> Warnings);
