namespace ImageSearch.Service.Searching;

/// <summary>On a route whose handler reads the body itself: what it takes, for the OpenAPI document.</summary>
internal sealed record TakesBody(BodyKind Kind);
