using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearch.Service.Access;

/// <summary>Lets pages of the origins that were named send requests and read the answers (CORS). They send keys in a header of their
/// own; a browser's own cookies and passwords are never asked for.</summary>
internal static class OtherOrigins
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    public static void Add(IServiceCollection services, ServiceOptions options) =>
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.AllowedOrigins])
            .WithMethods("GET", "HEAD", "POST", "DELETE")
            .WithHeaders("Authorization", "Content-Type", "If-None-Match", "X-Api-Key", RequestIds.Header)
            .WithExposedHeaders("ETag", "Location", "Retry-After", RequestIds.Header)
            .DisallowCredentials()
            .SetPreflightMaxAge(PreflightAge)));

    public static void Use(IApplicationBuilder app, ServiceOptions options)
    {
        if (options.AllowedOrigins.Count == 0)
        {
            return;
        }

        app.Use((context, next) =>
        {
            // Also where no origin is sent: a cache might give that answer to a page that sends one.
            context.Response.Headers.AppendCommaSeparatedValues("Vary", "Origin");
            return next(context);
        });
        app.UseCors();
    }
}
