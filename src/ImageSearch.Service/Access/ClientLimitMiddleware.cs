using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Access;

/// <summary>Counts each request in and out of what its client may have.</summary>
internal sealed class ClientLimitMiddleware(RequestDelegate next, ClientLimits limits)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using IDisposable? counted = limits.Enter(context);
        await next(context).ConfigureAwait(false);
    }
}
