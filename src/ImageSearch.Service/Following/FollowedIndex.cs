using ImageSearch.Service.Indexes;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Replica;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Following;

/// <summary>An index that is another service's: takes each state of its file as it is published. What was taken before is served on,
/// whatever fails.</summary>
internal sealed partial class FollowedIndex : IDisposable
{
    /// <summary>So often the network may break off without having brought a byte.</summary>
    private const int MaxVainTries = 3;

    /// <summary>So many times longer the primary is left alone while the own disk takes nothing: what was loaded then was for
    /// nothing.</summary>
    private const int DiskPauses = 15;

    private readonly NamedIndex _index;
    private readonly FollowOptions _options;
    private readonly PrimaryClient _client;
    private readonly IndexReplica _replica;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private FileMark? _healed;

    /// <summary>Takes the lock of the index's file.</summary>
    /// <exception cref="IndexException">Another process writes to it or follows with it, or nothing can be written there.</exception>
    public FollowedIndex(
        NamedIndex index, FollowOptions options, PrimaryClient client, IStorageFiles files, TimeProvider time, ILogger log)
    {
        (_index, _options, _client, _time, _log) = (index, options, client, time, log);
        Progress = new FollowProgress(time);
        _replica = new IndexReplica(index.Source.Path, files);
    }

    public string Name => _index.Source.Name;

    public FollowProgress Progress { get; }

    /// <summary>Whether readers may be told that more is known elsewhere: it fails, or has not kept up for longer than the primary may
    /// take to answer.</summary>
    public bool IsStale => Progress.Trouble is not null || Progress.Lag > _options.Wait + _options.Patience;

    /// <summary>Follows until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        TimeSpan first = _options.LongestPause / 10, pause = first;
        while (!cancel.IsCancellationRequested)
        {
            TimeSpan longest = _options.LongestPause;
            try
            {
                await StepAsync(cancel).ConfigureAwait(false);
                pause = first;
                continue;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (PrimaryException e) when (e.IsReplaced)
            {
                // It was written anew between two questions: the next answer is of the new one, unless the primary cannot take that up.
                if (IsStale)
                {
                    Tell(e.Message);
                }
            }
            catch (Exception e) when (e is PrimaryException or ImageSearchException or IOException or UnauthorizedAccessException
                or OutOfMemoryException)
            {
                Tell(e.Message);
                longest *= e is PrimaryException ? 1 : DiskPauses;
            }

            // Not all followers at the same moment.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _time, cancel)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < longest ? pause * 2 : longest;
        }
    }

    public void Dispose() => _replica.Dispose();

    private async Task StepAsync(CancellationToken cancel)
    {
        IndexSlot? held = _replica.Held();
        PublishedState? state = await _client.StateAsync(Name, held?.Mark, cancel).ConfigureAwait(false);
        DateTimeOffset asked = _time.GetUtcNow();
        IndexSlot published = state?.ToSlot() ?? held!.Value;
        Progress.Told(published.Generation);
        if (state is not null && published.Mark != held?.Mark)
        {
            await TakeAsync(published, held, cancel).ConfigureAwait(false);
        }

        _replica.NoteCopy();

        await _index.TakeUpAsync(cancel).ConfigureAwait(false);
        if (HasDamage && _healed != published.Mark)
        {
            // The own disk, or somebody, damaged what was sound when it came. Where the primary has the same damage, once is enough.
            _healed = published.Mark;
            LogDamaged(_log, Name, _index.Trouble?.Message ?? "its lists are damaged");
            await ReplaceAsync(published, cancel).ConfigureAwait(false);
            await _index.TakeUpAsync(cancel).ConfigureAwait(false);
        }

        if (_index.Trouble is { } trouble)
        {
            Tell(trouble.Message);
            await Task.Delay(_options.LongestPause, _time, cancel).ConfigureAwait(false);
        }
        else if (Progress.Current(asked))
        {
            LogWellAgain(_log, Name, published.Generation);
        }
    }

    private bool HasDamage => _index.Trouble?.Kind == ErrorKind.IndexCorrupt || _index.Lists?.Damage is not null;

    private async Task TakeAsync(IndexSlot published, IndexSlot? held, CancellationToken cancel)
    {
        if (held?.Generation > published.Generation)
        {
            // The primary is the truth, also where an older file was put in its place: a replica is no backup.
            LogWentBack(_log, Name, held.Value.Generation, published.Generation);
        }

        if (held is { } own && IndexReplica.MayGrowTo(own, published))
        {
            try
            {
                await _replica.AppendAsync(published, Load(published, own.Mark), cancel).ConfigureAwait(false);
                Progress.Took(isWhole: false);
                return;
            }
            catch (PrimaryException e) when (e.IsReplaced)
            {
                // The file was written anew, or is another one.
            }
        }

        await ReplaceAsync(published, cancel).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(IndexSlot published, CancellationToken cancel)
    {
        long before = Progress.LoadedBytes;
        await _replica.ReplaceAsync(published, Load(published, null), cancel).ConfigureAwait(false);
        Progress.Took(isWhole: true);
        LogLoaded(_log, Name, published.Generation, Progress.LoadedBytes - before);
    }

    /// <summary>What the network breaks off goes on where it was, as long as anything comes.</summary>
    private LoadBytes Load(IndexSlot published, FileMark? grownFrom) => async (from, into, cancel) =>
    {
        for (int vain = 0; from < published.FileBytes;)
        {
            long before = from;
            try
            {
                await foreach (ReadOnlyMemory<byte> bytes in _client.ContentAsync(Name, published.Mark, grownFrom, from, cancel)
                    .ConfigureAwait(false))
                {
                    await into.WriteAsync(bytes, cancel).ConfigureAwait(false);
                    from += bytes.Length;
                    Progress.Loaded(bytes.Length);
                }
            }
            catch (PrimaryException e) when (!e.IsReplaced && (from > before || vain < MaxVainTries))
            {
                vain = from > before ? 0 : vain + 1;
                await Task.Delay(_options.LongestPause / 10, _time, cancel).ConfigureAwait(false);
            }
        }
    };

    private void Tell(string reason)
    {
        if (Progress.Failed(reason))
        {
            LogFails(_log, Name, reason, _index.Served is null ? "there is nothing to serve yet" : "what was taken before is served on",
                Progress.CurrentAt?.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) ?? "never");
        }
    }

    [LoggerMessage(70, LogLevel.Warning, "Index {Index}: {Reason}; {Consequence}; known to be current: {CurrentAt}")]
    private static partial void LogFails(ILogger log, string index, string reason, string consequence, string currentAt);

    [LoggerMessage(71, LogLevel.Information, "Index {Index}: follows again, generation {Generation}")]
    private static partial void LogWellAgain(ILogger log, string index, long generation);

    [LoggerMessage(72, LogLevel.Information, "Index {Index}: loaded whole, generation {Generation}, {Bytes} bytes")]
    private static partial void LogLoaded(ILogger log, string index, long generation, long bytes);

    [LoggerMessage(73, LogLevel.Warning,
        "Index {Index}: the primary went back from generation {Before} to {Now}, as after an older file was put there; it is followed")]
    private static partial void LogWentBack(ILogger log, string index, long before, long now);

    [LoggerMessage(74, LogLevel.Warning, "Index {Index}: the replica's file is damaged and is loaded anew: {Reason}")]
    private static partial void LogDamaged(ILogger log, string index, string reason);
}
