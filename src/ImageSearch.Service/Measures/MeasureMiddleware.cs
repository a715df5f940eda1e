using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Measures;

/// <summary>Counts and logs every request: its route, index and client, never what was asked for, which may be private.</summary>
internal sealed partial class MeasureMiddleware(RequestDelegate next, ServiceOptions options, Metrics metrics,
    ILogger<MeasureMiddleware> log)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public async Task InvokeAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();

        // A client may write any method; a label for each would be memory without end.
        string method = Methods.Contains(context.Request.Method, StringComparer.Ordinal) ? context.Request.Method : "other";
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
            int status = context.Response.StatusCode;
            metrics.Request(method, route, status, taken);

            // Probes and followers come every few seconds, and say nothing while all is well.
            bool isRoutine = (status < 400 && route.StartsWith("/health/", StringComparison.Ordinal))
                || (status == StatusCodes.Status304NotModified && route.EndsWith("/file", StringComparison.Ordinal));
            LogLevel level = isRoutine ? LogLevel.Debug : LogLevel.Information;
            LogRequest(log, level, method, route, status, Math.Round(taken.TotalMilliseconds, 1),
                context.TraceIdentifier, RequestedIndex.Of(context, options), ClientAddress.Of(context));
        }
    }

    [LoggerMessage(EventId = 11,
        Message = "{Method} {Route} {Status} in {Milliseconds} ms, request {Request}, index {Index}, from {Client}")]
    private static partial void LogRequest(
        ILogger log, LogLevel level, string method, string route, int status, double milliseconds, string request, string index,
        string client);
}
