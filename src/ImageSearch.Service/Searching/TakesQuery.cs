namespace ImageSearch.Service.Searching;

/// <summary>On a route: the parameters that its query string may have. A route without it takes none.</summary>
internal sealed record TakesQuery(params string[] Names);
