using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearch.Service.Access;
using ImageSearch.Service.Api;
using ImageSearch.Service.Compatible;
using ImageSearch.Service.Contract;
using ImageSearch.Service.Following;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Measures;
using ImageSearch.Service.Operations;
using ImageSearch.Service.Page;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using ImageSearch.Storage.Commit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImageSearch.Service;

/// <summary>Builds the service: Kestrel, the order of the middlewares, the routes.</summary>
public static class ServiceHost
{
    /// <summary>Makes a service that is not started yet; the caller disposes it.</summary>
    /// <exception cref="ArgumentException">An option is wrong, or the key file is.</exception>
    /// <exception cref="IndexException">None of the indexes can be opened, or one that is to be changed cannot be written.</exception>
    /// <exception cref="IOException">The key file cannot be read, or a folder cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The key file may not be read.</exception>
    public static WebApplication Build(ServiceOptions options) => Build(options, null);

    /// <summary>The same, with other services in place of some.</summary>
    internal static WebApplication Build(ServiceOptions options, Action<IServiceCollection>? change)
    {
        options.Validate();
        NativeHeap.ReturnLargeBlocks();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = typeof(ServiceHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls]).ConfigureKestrel(kestrel => Limit(kestrel, options));
        bool hasStarted = false;
        ServiceLogging.Add(builder.Logging, options, () => Volatile.Read(ref hasStarted));
        AddServices(builder.Services, options);
        change?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => Volatile.Write(ref hasStarted, true));
        try
        {
            // Made now, so that what cannot be read or opened is an error of the start.
            _ = app.Services.GetRequiredService<KeyRing>();
            _ = app.Services.GetRequiredService<IndexSet>();
            _ = app.Services.GetRequiredService<Follower>();
            app.Services.GetRequiredService<StartChecks>().Run();
            Use(app, options);
            app.Services.GetRequiredService<StartLog>().Register(() => app.Urls);
            BodyRoom room = app.Services.GetRequiredService<BodyRoom>();
            app.Lifetime.ApplicationStopping.Register(() => room.EndAll(options.StopTimeout / 2));
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void Limit(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        // Twice of what is taken: of what is a little too long, the rest is read away, so that its sender sees the refusal.
        kestrel.Limits.MaxRequestBodySize = 2L * options.LimitBodyBytes;

        // Longer than what is taken, so that the refusal is in our words.
        kestrel.Limits.MaxRequestLineSize = 4 * QueryMiddleware.MaxTarget;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.SlowestBodyBytesPerSecond, options.BodyGrace);
        Connections connections = kestrel.ApplicationServices.GetRequiredService<Connections>();
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection => connections.RunAsync(connection, next)));
    }

    private static void AddServices(IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options).AddSingleton<Metrics>().AddSingleton<SearchGate>().AddSingleton<Searches>()
            .AddSingleton<DuplicateSearches>()
            .AddSingleton<Thumbnails>().AddSingleton<Originals>()
                .AddSingleton<UploadStore>().AddSingleton<Uploads>().AddSingleton<BodyRoom>()
                .AddSingleton<ImageBuffers>().AddSingleton<Bodies>()
            .AddSingleton<ImageFolder>().AddSingleton<IndexSet>().AddSingleton<Follower>()
                .AddSingleton<IStorageFiles>(DiskFiles.Instance).AddSingleton<KeyRing>().AddSingleton<Connections>()
                .AddSingleton<MetricsPage>()
            .AddSingleton<StartChecks>().AddSingleton<StartLog>().AddSingleton(TimeProvider.System)
                .AddSingleton<ClientLimits>().AddSingleton<MemoryShortage>().AddHostedService<IdleTidy>()
            .AddHostedService<SystemdNotice>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyRing>());
        services.AddHostedService(provider => provider.GetRequiredService<IndexSet>());
        services.AddHostedService(provider => provider.GetRequiredService<Follower>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        services.AddRouting();
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = options.RequestTimeout,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
        });
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        OtherOrigins.Add(services, options);
        services.AddResponseCompression(compression =>
        {
            // No answer has a secret: keys come in headers, and are never sent back (docs/service.md).
            compression.EnableForHttps = true;
            compression.MimeTypes = ["application/json", "application/problem+json", "text/html", "text/css", "text/javascript",
                "text/plain", "image/svg+xml"];
        });
        services.AddOpenApi("v1", openApi => openApi.AddOperationTransformer<RouteContract>().AddDocumentTransformer<ContractDocument>());
    }

    private static void Use(WebApplication app, ServiceOptions options)
    {
        if (options.TrustedProxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions
            {
                ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
            };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            options.TrustedProxies.ToList().ForEach(forwarded.KnownProxies.Add);
            app.UseForwardedHeaders(forwarded);
        }

        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<MeasureMiddleware>();
        app.UseMiddleware<RequestMiddleware>();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<AuditMiddleware>();
        app.UseResponseCompression();
        app.UseMiddleware<ProblemMiddleware>();
        if (options.BasePath.Length > 0)
        {
            app.UsePathBase(options.BasePath);
            app.Use((context, next) =>
            {
                // The page's links are relative to its folder.
                HttpRequest request = context.Request;
                if (!request.PathBase.HasValue || request.Path.HasValue)
                {
                    return next(context);
                }

                context.Response.Redirect(request.PathBase + "/");
                return Task.CompletedTask;
            });
        }

        app.UseRouting();
        app.UseMiddleware<OriginMiddleware>();
        OtherOrigins.Use(app, options);
        app.UseMiddleware<KeyMiddleware>();
        app.UseMiddleware<ClientLimitMiddleware>();
        app.UseMiddleware<QueryMiddleware>();
        app.UseRequestTimeouts();
        PageRoutes.Map(app);
        FaissRoutes.Map(app);
        IndexRoutes.Map(app);
        OperationRoutes.Map(app);
        app.MapOpenApi();
        if (options.ShowApiPage)
        {
            ApiPage.Map(app);
        }
    }
}
