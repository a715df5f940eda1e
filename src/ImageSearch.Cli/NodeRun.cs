using ImageSearch.Cluster.Compute;
using ImageSearch.Service;
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
    public static async Task<NodeRun> StartAsync(string database, string cache, ServiceOptions options, CancellationToken cancel)
    {
        ClusterNode node = await ClusterNode.StartAsync(
            database, cache, [.. options.Indexes.Select(i => i.Name)], Console.Error.WriteLine, cancel).ConfigureAwait(false);
        return new NodeRun(node, options);
    }

    /// <summary>From now on the service's log is told.</summary>
    public void LogTo(IServiceProvider services)
    {
        ILogger log = services.GetRequiredService<ILoggerFactory>().CreateLogger("ImageSearch.Cluster");
        _node.Tell = line => LogLine(log, line);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [LoggerMessage(60, LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger log, string line);
}
