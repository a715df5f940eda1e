using ImageSearch.Service.Indexes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Operations;

/// <summary>Says at the start what runs, and at the end that it stops.</summary>
internal sealed partial class StartLog(ServiceOptions options, IndexSet indexes, IHostApplicationLifetime life, ILogger<StartLog> log)
{
    /// <param name="urls">Where it listens, known once it does.</param>
    public void Register(Func<IEnumerable<string>> urls)
    {
        life.ApplicationStarted.Register(() =>
        {
            LogStarted(log, MetricsPage.Version, string.Join(' ', urls()), options.KeyFile is not null, options.UploadFolder is not null);
            LogLimits(log, options.LimitBodyBytes, options.LimitJsonBytes, options.BodyMemoryBytes, options.LimitMegapixels,
                options.ConcurrentSearches, options.QueuedSearches, options.RequestTimeout.TotalSeconds, options.StopTimeout.TotalSeconds);
            foreach (NamedIndex index in indexes.All)
            {
                if (index.Served is { } served)
                {
                    LogIndex(log, index.Source.Name, index.Place, served.Generation, served.Images.Count, served.Snapshot.RowCount,
                        index.CopiedBytes);
                }
            }
        });
        life.ApplicationStopping.Register(() => LogStopping(log));
        life.ApplicationStopped.Register(() => LogStopped(log));
    }

    [LoggerMessage(50, LogLevel.Information,
        "ImageSearch {Version} listens on {Urls}; keys asked for: {HasKeys}; changes taken: {TakesChanges}")]
    private static partial void LogStarted(ILogger log, string version, string urls, bool hasKeys, bool takesChanges);

    [LoggerMessage(51, LogLevel.Information, "Limits: bodies {BodyBytes} bytes, JSON {JsonBytes}, all bodies {AllBodiesBytes}; "
        + "{Megapixels} megapixels; {Searches} searches at once, {Queue} waiting; {TimeoutSeconds} s a request, {StopSeconds} s to stop")]
    private static partial void LogLimits(ILogger log, int bodyBytes, int jsonBytes, long allBodiesBytes, double megapixels, int searches,
        int queue,
        double timeoutSeconds, double stopSeconds);

    [LoggerMessage(52, LogLevel.Information,
        "Index {Index}: '{Path}', generation {Generation}, {Images} images, {Rows} rows, {CopiedBytes} bytes copied into memory")]
    private static partial void LogIndex(ILogger log, string index, string path, long generation, int images, long rows, long copiedBytes);

    [LoggerMessage(53, LogLevel.Information, "Stopping: requests that run are finished")]
    private static partial void LogStopping(ILogger log);

    [LoggerMessage(54, LogLevel.Information, "Stopped")]
    private static partial void LogStopped(ILogger log);
}
