using System.Security.Cryptography;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace ImageSearch.Service.Operations;

/// <summary>The page at /docs, which shows the OpenAPI document. All that it needs comes from this server, and its policy lets nothing else
/// in.</summary>
internal static class ApiPage
{
    private const int NonceBytes = 16;

    public static void Map(IEndpointRouteBuilder app) => app.MapScalarApiReference("/docs", (page, context) =>
    {
        page.Title = "ImageSearch";
        page.Favicon = "../icon.svg";
        page.DefaultFonts = false;
        page.Telemetry = false;
        page.DisableAgent();
        page.DisableMcp();
        page.HideClientButton = true;
        page.DefaultOpenAllTags = true;
        page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        page.PersistentAuthentication = false;
        page.Nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        context.Response.Headers.ContentSecurityPolicy = Policy(page.Nonce);
    });

    /// <summary>The page's one script of its own has the nonce; it writes its styles into the page, which nothing but 'unsafe-inline'
    /// allows.</summary>
    private static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
