using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Members;
using ImageSearch.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Cli;

/// <summary>A node of a cluster beneath a service.</summary>
internal sealed partial class NodeRun : IAsyncDisposable
{
    /// <summary>To ask whether there is something new is to look at a variable.</summary>
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromMilliseconds(100);

    private readonly ClusterNode _node;

    private NodeRun(ClusterNode node, ServiceOptions options)
    {
        _node = node;
        Options = options with
        {
            Indexes = [.. options.Indexes.Zip(node.Indexes, (source, index) => source with { Home = index })],
            ReloadInterval = ReloadInterval,
        };
    }

    /// <summary>What the service serves: the node's indexes.</summary>
    public ServiceOptions Options { get; }

    /// <summary>Prepares the indexes; until the service is there, standard error is told how it goes.</summary>
    /// <inheritdoc cref="ClusterNode.StartAsync"/>
    public static async Task<NodeRun> StartAsync(
        string database, string cache, NodePlace? place, ServiceOptions options, CancellationToken cancel)
    {
        ClusterNode node = await ClusterNode.StartAsync(database, cache, [.. options.Indexes.Select(i => i.Name)],
            Console.Error.WriteLine, place, cancel).ConfigureAwait(false);
        return new NodeRun(node, options);
    }

    /// <summary>Whether the service ended because this node is of its cluster no more: whoever watches it starts it anew.</summary>
    public bool MustStartAnew { get; private set; }

    /// <summary>From now on the service's log is told; and the service ends if the node must.</summary>
    public void Attach(WebApplication app)
    {
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("ImageSearch.Cluster");
        _node.Tell = line => LogLine(log, line);
        _node.Warn = line => LogWarning(log, line);
        _ = _node.Ended.ContinueWith(ended =>
        {
            MustStartAnew = true;
            LogEnd(log, ended.Result);
            app.Lifetime.StopApplication();
        }, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [LoggerMessage(60, LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger log, string line);

    [LoggerMessage(62, LogLevel.Warning, "{Line}")]
    private static partial void LogWarning(ILogger log, string line);

    [LoggerMessage(61, LogLevel.Critical, "This node ends, to be started anew: {Reason}")]
    private static partial void LogEnd(ILogger log, string reason);
}
