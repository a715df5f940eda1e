
namespace ImageSearch.Service.Access;

/// <summary>On a route: the scope that its callers need where keys are asked for.</summary>
internal sealed record NeedsScope(KeyScope Scope);
