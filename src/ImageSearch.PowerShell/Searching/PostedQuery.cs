namespace ImageSearch.PowerShell.Searching;

/// <summary>A file that was posted, and is answered now.</summary>
/// <param name="Path">The file.</param>
/// <param name="Answer">Answers it; throws what is wrong with it.</param>
internal sealed record PostedQuery(string Path, Func<SimilarAnswer> Answer);
