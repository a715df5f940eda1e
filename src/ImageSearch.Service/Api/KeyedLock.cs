namespace ImageSearch.Service.Api;

/// <summary>One at a time for each key, and no memory of keys that nobody holds.</summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Holders> _held = new(StringComparer.Ordinal);

    /// <summary>Waits until nobody holds the key; dispose to give it back.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancel)
    {
        Holders holders;
        lock (_held)
        {
            if (!_held.TryGetValue(key, out holders!))
            {
                _held[key] = holders = new Holders(this, key);
            }

            holders.Count++;
        }

        try
        {
            await holders.Turn.WaitAsync(cancel).ConfigureAwait(false);
            return holders;
        }
        catch
        {
            holders.Leave();
            throw;
        }
    }

    private sealed class Holders(KeyedLock owner, string key) : IDisposable
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Count { get; set; }

        public void Leave()
        {
            lock (owner._held)
            {
                if (--Count == 0)
                {
                    owner._held.Remove(key);
                }
            }
        }

        public void Dispose()
        {
            Turn.Release();
            Leave();
        }
    }
}
