using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageSearch.Service.Searching;

/// <summary>Refuses query strings that are too long, or have a parameter that the route does not know: misspelt, it would be
/// ignored.</summary>
internal sealed class QueryMiddleware(RequestDelegate next)
{
    /// <summary>The longest target of a request, in characters.</summary>
    public const int MaxTarget = 1 << 14;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget.Length > MaxTarget)
        {
            throw new ServiceException(414, "UriTooLong",
                $"The URL has more than {MaxTarget} characters, the most that this server takes.");
        }

        if (context.GetEndpoint() is { } endpoint && context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            string[] names = endpoint.Metadata.GetMetadata<TakesQuery>()?.Names ?? [];
            if (context.Request.Query.Keys.FirstOrDefault(k => !names.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                throw ServiceException.Invalid($"'{Shown(unknown)}' is no parameter of this route; "
                    + (names.Length == 0 ? "it takes none." : $"it takes {string.Join(", ", names)}."));
            }
        }

        return next(context);
    }

    private static string Shown(string name)
    {
        const int Most = 40;
        return name.Length <= Most ? name : name[..Most] + "...";
    }
}
