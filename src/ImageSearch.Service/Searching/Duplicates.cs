using ImageSearch.Search;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Operations;

namespace ImageSearch.Service.Searching;

/// <summary>
/// Looks for duplicates within the gate, one search for them at a time: it goes through the whole index, and must leave room for others. The last
/// answer is kept, so that its pages cost nothing more.
/// </summary>
internal sealed class Duplicates(ServiceOptions options, SearchGate gate, Metrics metrics) : IDisposable
{
    private const int MostWaiting = 4;

    private readonly SemaphoreSlim _one = new(1, 1);
    private (string Index, DateTime LoadedUtc, DuplicateOptions Options, IReadOnlyList<DuplicateImage> Found)? _last;
    private int _inside;

    /// <summary>All groups, the keeper first in each.</summary>
    /// <exception cref="ServiceException">Too many wait for one already.</exception>
    /// <exception cref="OperationCanceledException">The client went, or it took too long.</exception>
    public async Task<IReadOnlyList<DuplicateImage>> FindAsync(ServedIndex served, DuplicateOptions wanted, CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > MostWaiting)
            {
                throw new ServiceException(429, "TooBusy", "Too many searches for duplicates wait already; come again.");
            }

            await _one.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                return await KeptOrNewAsync(served, wanted with { Threads = options.SearchThreads }, cancel).ConfigureAwait(false);
            }
            finally
            {
                _one.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyList<DuplicateImage>> KeptOrNewAsync(ServedIndex served, DuplicateOptions wanted, CancellationToken cancel)
    {
        if (_last is var (index, loaded, options, kept) && (index, loaded) == (served.Name, served.LoadedUtc) && options == wanted)
        {
            return kept;
        }

        // What was kept is of no use any more, and would be memory twice.
        _last = null;
        IReadOnlyList<DuplicateImage> found =
            await gate.RunAsync(() => metrics.Stage("duplicates", () => DuplicateFinder.Find(served.Snapshot, wanted, cancel)), cancel).ConfigureAwait(false);
        _last = (served.Name, served.LoadedUtc, wanted, found);
        return found;
    }
}
