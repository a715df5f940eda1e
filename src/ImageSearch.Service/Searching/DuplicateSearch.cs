using System.Diagnostics;
using ImageSearch.Duplicates;
using ImageSearch.Index;
using ImageSearch.Service.Indexes;

namespace ImageSearch.Service.Searching;

/// <summary>A search for duplicates through one generation of an index, from its beginning; it ends when nobody has asked for it for a
/// while.</summary>
internal sealed class DuplicateSearch : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly string _index;
    private readonly DuplicateOptions _options;
    private readonly Timer _watch;
    private long _asked = Stopwatch.GetTimestamp();

    /// <param name="served">The generation.</param>
    /// <param name="options">What counts as a duplicate, and what is kept.</param>
    /// <param name="forgotten">How long it goes on without being asked for.</param>
    /// <param name="find">Searches.</param>
    public DuplicateSearch(ServedIndex served, DuplicateOptions options, TimeSpan forgotten,
        Func<IndexSnapshot, CancellationToken, DuplicateResult> find)
    {
        (_index, _options, LoadedUtc, Generation, Tag) = (served.Name, options, served.LoadedUtc, served.Generation, served.Tag);
        CancellationToken end = _end.Token;
        _watch = new Timer(_ => End(forgotten), null, forgotten / 4, forgotten / 4);

        // Not the generation itself is kept, which would keep its rows: only what the search needs, until it ends.
        IndexSnapshot snapshot = served.Snapshot;
        Found = Task.Factory.StartNew(() => find(snapshot, end), end, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The groups, the keeper first in each.</summary>
    public Task<DuplicateResult> Found { get; }

    public DateTime LoadedUtc { get; }

    public long Generation { get; }

    /// <summary>The ETag of the generation.</summary>
    public string Tag { get; }

    /// <summary>Whether somebody has got the answer.</summary>
    public bool WasTold { get; set; }

    /// <summary>How long nobody has asked for it.</summary>
    public TimeSpan Idle => Stopwatch.GetElapsedTime(Interlocked.Read(ref _asked));

    public bool IsOf(ServedIndex served, DuplicateOptions options) =>
        _index == served.Name && _options.Relations.SetEquals(options.Relations)
        && _options with { Relations = options.Relations } == options;

    public void Ask() => Interlocked.Exchange(ref _asked, Stopwatch.GetTimestamp());

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        // The token's source is left to the collector: the watch may be cancelling it at this moment.
        _watch.Dispose();
        _end.Cancel();
    }

    private void End(TimeSpan forgotten)
    {
        if (Found.IsCompleted)
        {
            _watch.Dispose();
        }
        else if (Idle > forgotten)
        {
            _end.Cancel();
        }
    }
}
