using System.Net;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;

namespace ImageSearch.Service.Access;

/// <summary>
/// Keeps other sites' pages out. A page in a browser on this machine can reach loopback too: under a name of its own that it lets point
/// there (so without keys only loopback's names are answered, and those that were allowed), by posting forms (so changes and searches from
/// other
/// origins are refused), or by showing an image or a frame from here, which would be work for nothing (so browsers that say where a request
/// comes
/// from are believed).
/// </summary>
internal sealed class OriginMiddleware(RequestDelegate next, ServiceOptions options)
{
    private readonly HashSet<string> _hosts = new(
        options.PublicUrl is { } url ? [.. options.AllowedHosts, url.Host] : options.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _origins = new(options.AllowedOrigins, StringComparer.Ordinal);

    private readonly string? _publicAuthority = options.PublicUrl?.Authority;

    public Task InvokeAsync(HttpContext context)
    {
        string host = context.Request.Host.Host;

        // What health tells is for everybody, and whoever probes it calls this server as it likes.
        bool isHealth = context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
        if (options.KeyFile is null && host.Length > 0 && !isHealth && !IsLoopback(host) && !_hosts.Contains(host))
        {
            throw new ServiceException(421, "HostRefused", "Without API keys this server answers to localhost and loopback addresses only. "
                + "Behind a reverse proxy, 'imagesearch serve --public-url URL' or '--allowed-hosts NAME' names others.");
        }

        string? origin = context.Request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin) && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            && !IsOwn(origin, context))
        {
            throw new ServiceException(403, "OriginRefused",
                "Pages of other sites may not send this. If this is the server's own page behind a "
                + "reverse proxy, 'imagesearch serve --public-url URL' says under which address browsers reach it; "
                + "'--allowed-origins ORIGIN' lets another site's pages in.");
        }

        if (!string.IsNullOrEmpty(origin) && _origins.Contains(origin))
        {
            return next(context);
        }

        bool isFromElsewhere = context.Request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"];
        if (isFromElsewhere && context.Request.Headers["Sec-Fetch-Dest"] is not ["document"])
        {
            throw new ServiceException(403, "OriginRefused", "Pages of other sites may not ask for this.");
        }

        return next(context);
    }

    private bool IsOwn(string origin, HttpContext context) => _origins.Contains(origin) || IsOwnPage(origin, context);

    private bool IsOwnPage(string origin, HttpContext context) => Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && (Same(uri.Authority, Authority(context)) || (options.PublicUrl?.Scheme == uri.Scheme && Same(uri.Authority, _publicAuthority)));

    private static bool Same(string authority, string? other) => string.Equals(authority, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>As the origin writes it: without the scheme's own port.</summary>
    private static string Authority(HttpContext context) =>
        Uri.TryCreate($"http://{context.Request.Host}", UriKind.Absolute, out Uri? uri) ? uri.Authority : "";

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
