using System.Net;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Access;

/// <summary>
/// Keeps other sites' pages out. A page in a browser on this machine can reach loopback too: under a name of its own that it lets point
/// there (so without keys only loopback's names are answered), by posting forms (so changes and searches from other origins are refused),
/// or by showing an image or a frame from here, which would be work for nothing (so browsers that say where a request comes from are
/// believed).
/// </summary>
internal sealed class OriginMiddleware(RequestDelegate next, ServiceOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        string host = context.Request.Host.Host;
        if (options.KeyFile is null && host.Length > 0 && !IsLoopback(host))
        {
            throw new ServiceException(
                421, "HostRefused", "Without API keys this server answers to localhost and loopback addresses only.");
        }

        string? origin = context.Request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin) && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
                && string.Equals(uri.Authority, Authority(context), StringComparison.OrdinalIgnoreCase)))
        {
            throw new ServiceException(403, "OriginRefused", "Pages of other sites may not send this.");
        }

        if (context.Request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"]
            && context.Request.Headers["Sec-Fetch-Dest"] is not ["document"])
        {
            throw new ServiceException(403, "OriginRefused", "Pages of other sites may not ask for this.");
        }

        return next(context);
    }

    /// <summary>As the origin writes it: without the scheme's own port.</summary>
    private static string Authority(HttpContext context) =>
        Uri.TryCreate($"http://{context.Request.Host}", UriKind.Absolute, out Uri? uri) ? uri.Authority : "";

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
