using ImageSearch.Service.Problems;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Indexes;

/// <summary>All indexes that are served; looks at their files for new generations while the service runs.</summary>
internal sealed class IndexSet : BackgroundService
{
    private readonly Dictionary<string, NamedIndex> _byName;
    private readonly TimeSpan _interval;

    /// <exception cref="ImageSearchException">None of the files can be opened; where some can, the others are looked at again and again,
    /// and a replica waits for its first copies.</exception>
    public IndexSet(ServiceOptions options, ILogger<IndexSet> log)
    {
        _interval = options.ReloadInterval;
        All = [.. options.Indexes.Select(source => new NamedIndex(source, options, log))];
        _byName = All.ToDictionary(i => i.Source.Name, StringComparer.Ordinal);
        if (options.Follow is null && All.All(i => i.Served is null))
        {
            throw All[0].Trouble!.Error ?? (Exception)new IOException(All[0].Trouble!.Message);
        }
    }

    /// <summary>In the order that they were named.</summary>
    public IReadOnlyList<NamedIndex> All { get; }

    /// <summary>The index of a name.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public NamedIndex Get(string name) => _byName.GetValueOrDefault(name)
        ?? throw ServiceException.NoSuchIndex();

    public override void Dispose()
    {
        base.Dispose();
        foreach (NamedIndex index in All)
        {
            index.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                foreach (NamedIndex index in All)
                {
                    await index.RefreshAsync(stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, also where it never got to start.
        }
    }
}
