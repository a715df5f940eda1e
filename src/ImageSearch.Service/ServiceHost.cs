using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearch.Service.Access;
using ImageSearch.Service.Api;
using ImageSearch.Service.Compatible;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Measures;
using ImageSearch.Service.Operations;
using ImageSearch.Service.Page;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ImageSearch.Service;

/// <summary>Builds the service: Kestrel, the order of the middlewares, the routes.</summary>
public static class ServiceHost
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Makes a service that is not started yet; the caller disposes it.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    /// <exception cref="IndexException">An index cannot be opened.</exception>
    /// <exception cref="IOException">The key file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The key file may not be read.</exception>
    public static WebApplication Build(ServiceOptions options)
    {
        options.Validate();
        ApiKeys? keys = options.KeyFile is null ? null : ApiKeys.Read(options.KeyFile);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = typeof(ServiceHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls]).ConfigureKestrel(kestrel => Limit(kestrel, options));
        bool hasStarted = false;
        AddLogging(builder.Logging, options, () => Volatile.Read(ref hasStarted));
        AddServices(builder.Services, options);
        builder.Services.AddSingleton(new KeyRing(keys));
        WebApplication app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => Volatile.Write(ref hasStarted, true));
        try
        {
            Use(app);

            // Made now, so that an index that cannot be opened is an error of the start.
            _ = app.Services.GetRequiredService<IndexSet>();
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
        kestrel.Limits.MaxRequestBodySize = options.LimitBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = 1000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.SlowestBodyBytesPerSecond, options.BodyGrace);
    }

    private static void AddLogging(ILoggingBuilder logging, ServiceOptions options, Func<bool> hasStarted)
    {
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);

        // A start that fails is an exception, which its caller tells in one line; the host would log its stack trace three times before.
        foreach (string host in new[] { "Microsoft.Extensions.Hosting", "Microsoft.AspNetCore.Hosting" })
        {
            logging.AddFilter(host, level => level >= LogLevel.Warning && hasStarted());
        }

        // Standard output belongs to what the command prints.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.JsonLog)
        {
            logging.AddJsonConsole(json =>
            {
                json.TimestampFormat = TimestampFormat;
                json.UseUtcTimestamp = true;
            });
        }
        else
        {
            logging.AddSimpleConsole(simple =>
            {
                simple.SingleLine = true;
                simple.TimestampFormat = TimestampFormat + " ";
                simple.UseUtcTimestamp = true;
            });
        }
    }

    private static void AddServices(IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(options).AddSingleton<Metrics>().AddSingleton<SearchGate>().AddSingleton<Searches>()
            .AddSingleton<DuplicateSearches>()
            .AddSingleton<Thumbnails>().AddSingleton<Uploads>().AddSingleton<ImageFolder>().AddSingleton<IndexSet>();
        services.AddHostedService(provider => provider.GetRequiredService<IndexSet>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        services.AddRouting();
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = options.RequestTimeout,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
        });
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        services.AddOpenApi("v1", openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "ImageSearch";
            document.Info.Description = "Finds images by what they show.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
    }

    private static void Use(WebApplication app)
    {
        app.UseMiddleware<MeasureMiddleware>();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<OriginMiddleware>();
        app.UseMiddleware<KeyMiddleware>();
        app.UseRequestTimeouts();
        PageRoutes.Map(app);
        FaissRoutes.Map(app);
        IndexRoutes.Map(app);
        OperationRoutes.Map(app);
        app.MapOpenApi();
    }
}
