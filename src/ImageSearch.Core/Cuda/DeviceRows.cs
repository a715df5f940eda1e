namespace ImageSearch.Cuda;

/// <summary>
/// The rows of one index that stay on a device from one search to the next: its share of the pages, by their places. What a page holds is
/// known by the runs that it was copied from: as long as an index grows, only what is new is copied; from the first run on that is another,
/// all is copied again. Used under the engine's lock.
/// </summary>
/// <param name="engine">The device's.</param>
/// <param name="share">Which pages are the device's; null as the engine has them.</param>
/// <param name="pageRows">Rows in a page; null as the engine has them.</param>
internal sealed class DeviceRows(CudaEngine engine, PageStriping? share = null, int? pageRows = null) : IDisposable
{
    private readonly List<DevicePage?> _pages = [];
    private readonly List<(WeakReference<object> Owner, nint Start, int Rows)> _known = [];
    private long _resident;

    public CudaEngine Engine { get; } = engine;

    /// <summary>Which of the index's pages are the device's.</summary>
    public PageStriping Share { get; } = share ?? engine.Share;

    /// <summary>Rows in a page.</summary>
    public int PageRows { get; } = pageRows ?? engine.Limits.PageRows;

    /// <summary>How many rows lie on the device; may be read at any time.</summary>
    public long ResidentRows => Volatile.Read(ref _resident);

    /// <summary>Device memory that the pages take.</summary>
    public long Bytes => _pages.Sum(p => p is null ? 0 : DevicePage.Bytes(p.Capacity));

    /// <summary>Takes note of an index's rows: what is no longer theirs does not count as loaded any more.</summary>
    public void Follow(IReadOnlyList<RowRun> runs)
    {
        long same = Same(runs);
        for (int place = 0; place < _pages.Count; place++)
        {
            if (_pages[place] is { } page)
            {
                page.Loaded = (int)Math.Clamp(same - (Share.Number(place) * PageRows), 0, page.Loaded);
            }
        }

        _known.Clear();
        _known.AddRange(runs.Select(r => (new WeakReference<object>(r.Owner), r.Start, r.Rows)));
        Count();
    }

    /// <summary>A page with room for so many rows; one that was smaller is dropped.</summary>
    /// <exception cref="CudaFailedException">There is no memory; the page is not there then.</exception>
    public DevicePage Make(int place, int capacity)
    {
        while (_pages.Count <= place)
        {
            _pages.Add(null);
        }

        if (_pages[place] is { } small && small.Capacity < capacity)
        {
            small.Dispose();
            _pages[place] = null;
        }

        return _pages[place] ??= new DevicePage(Engine.Context, capacity);
    }

    /// <summary>Drops all pages but the first ones.</summary>
    public void Keep(int pages)
    {
        for (int last = _pages.Count - 1; last >= pages; last--)
        {
            _pages[last]?.Dispose();
            _pages.RemoveAt(last);
        }

        Count();
    }

    /// <summary>To be called when rows were loaded.</summary>
    public void Count() => Volatile.Write(ref _resident, _pages.Sum(p => (long)(p?.Loaded ?? 0)));

    public void Dispose() => Keep(0);

    /// <summary>How many rows, from the first on, are those that were there.</summary>
    private long Same(IReadOnlyList<RowRun> runs)
    {
        long same = 0;
        for (int i = 0; i < Math.Min(runs.Count, _known.Count); i++)
        {
            (WeakReference<object> owner, nint start, int rows) = _known[i];
            if (start != runs[i].Start || !owner.TryGetTarget(out object? alive) || !ReferenceEquals(alive, runs[i].Owner))
            {
                break;
            }

            same += Math.Min(rows, runs[i].Rows);
            if (rows != runs[i].Rows)
            {
                break;
            }
        }

        return same;
    }
}
