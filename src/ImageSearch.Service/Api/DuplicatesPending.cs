namespace ImageSearch.Service.Api;

/// <summary>The search for duplicates goes on: ask again.</summary>
/// <param name="State">Searching.</param>
/// <param name="Generation">The generation that is served now.</param>
internal sealed record DuplicatesPending(string State, long Generation);
