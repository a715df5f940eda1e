using System.Diagnostics;
using System.Globalization;
using ImageSearch.Service.Measures;
using ImageSearch.Service.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Access;

/// <summary>The audit trail: a line for each request that changes an index or tries to, refused ones too, in a category of its
/// own.</summary>
internal sealed partial class AuditMiddleware(RequestDelegate next, ServiceOptions options, ILoggerFactory logs)
{
    /// <summary>The log's category.</summary>
    public const string Category = "ImageSearch.Audit";

    private readonly ILogger _log = logs.CreateLogger(Category);

    public async Task InvokeAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is { Scope: KeyScope.Write })
            {
                Write(context, Stopwatch.GetElapsedTime(start));
            }
        }
    }

    private void Write(HttpContext context, TimeSpan taken)
    {
        Change? change = context.Features.Get<Change>();
        string action = HttpMethods.IsDelete(context.Request.Method) ? "Remove" : "Add";
        string result = change?.Result ?? context.Features.Get<Problem>()?.Error ?? "Unfinished";
        string image = change?.Image.ToString(CultureInfo.InvariantCulture) ?? IdOf(context);
        LogChange(_log, action, result, Caller.Of(context).Name, RequestedIndex.Of(context, options), image,
            change?.Bytes ?? context.Request.ContentLength ?? 0, context.Response.StatusCode, Math.Round(taken.TotalMilliseconds, 1),
            context.TraceIdentifier, ClientAddress.Of(context));
    }

    /// <summary>The number that a path names; the route takes no other text.</summary>
    private static string IdOf(HttpContext context) => context.Request.RouteValues["id"] as string ?? "-";

    [LoggerMessage(60, LogLevel.Information, "{Action} {Result} by {Key}: index {Index}, image {Image}, {Bytes} bytes, status {Status} in "
        + "{Milliseconds} ms, request {Request}, from {Client}")]
    private static partial void LogChange(ILogger log, string action, string result, string key, string index, string image, long bytes,
        int status, double milliseconds, string request, string client);
}
