using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Measures;

/// <summary>Counts and logs every request: its route, never what was asked for, which may be private.</summary>
internal sealed partial class MeasureMiddleware(RequestDelegate next, Metrics metrics, ILogger<MeasureMiddleware> log)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public async Task InvokeAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
            // A client may write any method; a label for each would be memory without end.
            string method = Methods.Contains(context.Request.Method, StringComparer.Ordinal) ? context.Request.Method : "other";
            metrics.Request(method, route, context.Response.StatusCode, taken);
            LogRequest(log, method, route, context.Response.StatusCode, Math.Round(taken.TotalMilliseconds, 1));
        }
    }

    [LoggerMessage(11, LogLevel.Information, "{Method} {Route} {Status} in {Milliseconds} ms")]
    private static partial void LogRequest(ILogger log, string method, string route, int status, double milliseconds);
}
