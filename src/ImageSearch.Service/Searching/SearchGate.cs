using ImageSearch.Service.Problems;

namespace ImageSearch.Service.Searching;

/// <summary>
/// Bounds the searches: so many run, so many more wait, further ones are refused at once. A place is taken once the body has come, so that
/// a slow
/// body keeps nobody from searching; <see cref="BodyRoom"/> bounds the bodies.
/// </summary>
internal sealed class SearchGate(ServiceOptions options) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.ConcurrentSearches, options.ConcurrentSearches);
    private readonly SemaphoreSlim _thorough = new(options.ThoroughSearches, Math.Max(1, options.ThoroughSearches));
    private readonly int _places = options.ConcurrentSearches + options.QueuedSearches;
    private int _inside;
    private int _running;
    private long _refused;

    public int Running => Volatile.Read(ref _running);

    public int Waiting => Math.Max(0, Volatile.Read(ref _inside) - Running);

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>To be asked before a body is read, which would come for nothing.</summary>
    /// <exception cref="ServiceException">All places are taken.</exception>
    public void EnsureRoom()
    {
        if (Volatile.Read(ref _inside) >= _places)
        {
            throw Refuse();
        }
    }

    /// <summary>Takes a place; dispose to leave.</summary>
    /// <exception cref="ServiceException">All are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _inside) > _places)
        {
            Interlocked.Decrement(ref _inside);
            throw Refuse();
        }

        return new Leave(() => Interlocked.Decrement(ref _inside));
    }

    /// <summary>Runs work on a thread of the pool once a slot is free.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel).ConfigureAwait(false);
        Interlocked.Increment(ref _running);
        try
        {
            return await Task.Run(work, cancel).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _slots.Release();
        }
    }

    /// <summary>The same for a thorough search, which takes many times as long: few run at once, whatever slots are free.</summary>
    /// <exception cref="ServiceException">This server runs none.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<T> RunThoroughAsync<T>(Func<T> work, CancellationToken cancel)
    {
        if (options.ThoroughSearches == 0)
        {
            throw new ServiceException(403, "ThoroughDisabled",
                "This server runs no thorough searches; 'imagesearch serve --thorough-searches 1' switches them on.");
        }

        await _thorough.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await RunAsync(work, cancel).ConfigureAwait(false);
        }
        finally
        {
            _thorough.Release();
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        _thorough.Dispose();
    }

    private ServiceException Refuse()
    {
        Interlocked.Increment(ref _refused);
        return new ServiceException(429, "TooBusy", "Too many searches wait already; come again.");
    }

    private sealed class Leave(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
