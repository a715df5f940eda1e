namespace ImageSearch.Search;

/// <summary>An answer: an indexed image that shows what the query shows.</summary>
/// <param name="Rank">1 for the best.</param>
/// <param name="Image">The indexed image.</param>
/// <param name="Votes">How many query rows have a row of it among their nearest.</param>
/// <param name="Score">100 x votes / query rows.</param>
public sealed record ImageMatch(int Rank, IndexedImage Image, int Votes, double Score);
