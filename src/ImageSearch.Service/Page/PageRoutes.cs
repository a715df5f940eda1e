using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ImageSearch.Service.Page;

/// <summary>The page at /: a few files inside the assembly.</summary>
internal static class PageRoutes
{
    private static readonly string[] Scripts =
        ["app.js", "cards.js", "matches.js", "images.js", "duplicates.js", "pair.js", "start.js"];

    private static readonly (string Route, string File, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/style.css", "style.css", "text/css; charset=utf-8"),
        .. Scripts.Select(name => ("/" + name, name, "text/javascript; charset=utf-8")),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach ((string route, string file, string type) in Files)
        {
            byte[] content = Read(file);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"", isWeak: true);
            app.MapGet(route, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(content, type, entityTag: tag);
            }).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string file)
    {
        using Stream stream = typeof(PageRoutes).Assembly.GetManifestResourceStream(file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
