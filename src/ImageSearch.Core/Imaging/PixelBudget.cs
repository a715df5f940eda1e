namespace ImageSearch.Imaging;

/// <summary>
/// Bounds how many pixels are decoded at once in the process, however many threads read: progressive and interlaced images are held whole
/// while they are decoded, at up to six bytes a pixel. A single image larger than the budget is decoded alone. It is always asked within
/// <see cref="Vips.VipsGate"/>, never around it: the other order could wait for itself.
/// </summary>
internal sealed class PixelBudget(long pixels)
{
    private readonly object _monitor = new();
    private long _used;

    /// <summary>The one that all readers share: 250 megapixels.</summary>
    public static PixelBudget Shared { get; } = new(250_000_000);

    /// <summary>Runs work once there is room for so many pixels.</summary>
    public T Run<T>(long needed, Func<T> work)
    {
        lock (_monitor)
        {
            while (_used > 0 && _used + needed > pixels)
            {
                Monitor.Wait(_monitor);
            }

            _used += needed;
        }

        try
        {
            return work();
        }
        finally
        {
            lock (_monitor)
            {
                _used -= needed;
                Monitor.PulseAll(_monitor);
            }
        }
    }
}
