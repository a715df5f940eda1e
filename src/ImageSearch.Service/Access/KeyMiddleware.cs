using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ImageSearch.Service.Access;

/// <summary>Asks for an API key where the service has keys and the route needs a scope.</summary>
internal sealed class KeyMiddleware(RequestDelegate next, KeyRing ring)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (ring.Keys is { } keys && context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is { } needs)
        {
            ApiKey? found = KeyOf(context.Request.Headers) is { } key ? keys.Find(key) : null;
            if (found is null)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                throw new ServiceException(401, "KeyRequired", "Send a valid API key as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.");
            }

            context.Features.Set(new Caller(found));
            if (found.HasExpired(ring.Now))
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                throw new ServiceException(401, "KeyExpired", $"This API key expired at {found.Expires:yyyy-MM-dd HH:mm:ss'Z'}.");
            }

            if (context.Request.RouteValues["index"] is string index && !found.IsFor(index))
            {
                throw ServiceException.NoSuchIndex();
            }

            if (!found.Scope.Includes(needs.Scope))
            {
                throw new ServiceException(403, "ScopeMissing", KeyScopes.Lack(needs.Scope));
            }
        }

        return next(context);
    }

    /// <summary>What a proxy asked for itself, such as Basic, is none of ours.</summary>
    private static string? KeyOf(IHeaderDictionary headers)
    {
        StringValues authorization = headers.Authorization, key = headers["X-Api-Key"];
        return authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim()
            : key is [{ } only] ? only : null;
    }
}
