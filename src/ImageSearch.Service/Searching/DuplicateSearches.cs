using ImageSearch.Duplicates;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Measures;
using ImageSearch.Service.Problems;

namespace ImageSearch.Service.Searching;

/// <summary>
/// Looks for duplicates in whole indexes, which may take minutes: one search for them at a time, beside the slots of the others, so that
/// these go on. Clients ask until it is done; a search that nobody asks for any more is ended. The last answer is kept for its pages.
/// </summary>
internal sealed class DuplicateSearches(ServiceOptions options, Metrics metrics) : IDisposable
{
    private const int MaxWaiting = 4;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DuplicateSearch? _search;
    private int _waiting;

    /// <summary>The search, once it is done; null if it goes on after a while of waiting.</summary>
    /// <exception cref="ServiceException">Others wait already, or another one is under way.</exception>
    /// <exception cref="OperationCanceledException">The client went.</exception>
    public async Task<DuplicateSearch?> FindAsync(ServedIndex served, DuplicateOptions wanted, CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
            {
                throw new ServiceException(429, "TooBusy", "Too many wait for duplicates already; come again.");
            }

            DuplicateSearch search = Current(served, wanted with { Threads = options.SearchThreads });
            await Task.WhenAny(search.Found, Task.Delay(Wait, cancel)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            if (!search.Found.IsCompleted || search.Found.IsCanceled)
            {
                return null;
            }

            await search.Found.ConfigureAwait(false);
            search.WasTold = true;
            return search;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _search?.Dispose();

    private TimeSpan Wait => options.DuplicatesWait < options.RequestTimeout ? options.DuplicatesWait : options.RequestTimeout / 2;

    private DuplicateSearch Current(ServedIndex served, DuplicateOptions wanted)
    {
        lock (_lock)
        {
            if (_search is { } running && !running.Found.IsCompleted && running.Idle < Forgotten && !running.IsOf(served, wanted))
            {
                throw new ServiceException(429, "TooBusy", "Another search for duplicates is under way; come again.");
            }

            // An index may change while it is gone through; what was found is then told once, and says of which generation it is.
            if (_search is null || !_search.IsOf(served, wanted) || _search.Found.IsFaulted || _search.Found.IsCanceled
                || (_search.WasTold && _search.LoadedUtc != served.LoadedUtc))
            {
                _search?.Dispose();
                _search = new DuplicateSearch(served, wanted, Forgotten,
                    (snapshot, cancel) => metrics.Stage("duplicates", () => DuplicateFinder.Find(snapshot, wanted, cancel)));
            }

            _search.Ask();
            return _search;
        }
    }
}
