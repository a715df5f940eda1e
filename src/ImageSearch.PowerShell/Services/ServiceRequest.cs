using System.Net.Http.Headers;

namespace ImageSearch.PowerShell.Services;

/// <summary>What a service is asked.</summary>
/// <param name="Method">How.</param>
/// <param name="Route">Below the service's URL.</param>
/// <param name="Body">Makes the body anew for every try; null for none.</param>
/// <param name="Target">What errors are about: a path, an id, or the service.</param>
internal sealed record ServiceRequest(HttpMethod Method, string Route, Func<HttpContent>? Body, object Target)
{
    /// <summary>What was done once it is: added, removed. Null if nothing is changed.</summary>
    public string? Done { get; init; }

    /// <summary>The ETag that what is changed must have; null for whatever it has.</summary>
    public EntityTagHeaderValue? OnlyIf { get; init; }
}
