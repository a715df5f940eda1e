using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ImageSearch.Service;

/// <summary>How the service logs: to standard error, one line an event, as text or as JSON.</summary>
internal static class ServiceLogging
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <param name="logging">What is set up.</param>
    /// <param name="options">Text or JSON.</param>
    /// <param name="hasStarted">Whether the service listens by now.</param>
    public static void Add(ILoggingBuilder logging, ServiceOptions options, Func<bool> hasStarted)
    {
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);

        // A start that fails is an exception, which its caller tells in one line; the host would log its stack trace three times before.
        foreach (string host in new[] { "Microsoft.Extensions.Hosting", "Microsoft.AspNetCore.Hosting" })
        {
            logging.AddFilter(host, level => level >= LogLevel.Warning && hasStarted());
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            // Standard output belongs to what the command prints.
            console.LogToStandardErrorThreshold = LogLevel.Trace;

            // Whoever reads the log and stalls must not stop the service: lines are dropped then, and the log says how many.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
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
}
