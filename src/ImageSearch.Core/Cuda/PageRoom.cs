namespace ImageSearch.Cuda;

/// <summary>Which pages of an index stay on the device and which are copied for each search.</summary>
internal sealed class PageRoom(CudaContext context, CudaLimits limits, PageStriping share) : IDisposable
{
    /// <summary>Small indexes take small pages.</summary>
    private const int MinCapacity = 1 << 14;

    /// <summary>This part of a device's memory is left to others.</summary>
    private const int ReservedShare = 16;

    private readonly DevicePage?[] _passing = new DevicePage?[2];

    /// <summary>
    /// How many of the device's pages stay, from the first on. If not all do, there is room left for two through which the others pass.
    /// </summary>
    /// <param name="rows">The index's pages; those that cannot stay are dropped.</param>
    /// <param name="total">Rows of the index.</param>
    /// <param name="others">Drops the pages of other indexes.</param>
    public int Plan(DeviceRows rows, long total, Action others)
    {
        int pages = Count(total);
        long needed = pages == 0 ? 0 : DevicePage.Bytes(((pages - 1L) * limits.PageRows) + Capacity(pages - 1, total));
        if (needed > Room(rows))
        {
            others();
        }

        long room = Room(rows);
        if (needed <= room)
        {
            Dispose();
            return pages;
        }

        int stay = (int)Math.Max(0, (room / DevicePage.Bytes(limits.PageRows)) - _passing.Length);
        rows.Keep(stay);
        return stay;
    }

    /// <summary>The device's pages of so many rows.</summary>
    public int Count(long total) => share.Count((total + limits.PageRows - 1) / limits.PageRows);

    /// <summary>Rows that there is to be room for in a page: full ones but for the last.</summary>
    public int Capacity(int place, long total)
    {
        long rows = Math.Clamp(total - (share.Number(place) * limits.PageRows), 1, limits.PageRows);
        return (int)Math.Min(limits.PageRows, Math.Max(MinCapacity, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)rows)));
    }

    /// <summary>One of the two pages that others pass through.</summary>
    /// <exception cref="CudaFailedException">There is no memory.</exception>
    public DevicePage Passing(int slot)
    {
        DevicePage page = _passing[slot] ??= new DevicePage(context, limits.PageRows);
        page.Loaded = 0;
        return page;
    }

    public void Dispose()
    {
        for (int slot = 0; slot < _passing.Length; slot++)
        {
            _passing[slot]?.Dispose();
            _passing[slot] = null;
        }
    }

    /// <summary>Bytes that these pages and the passing ones may take.</summary>
    private long Room(DeviceRows rows)
    {
        context.Check(context.Driver.MemGetInfo(out nuint free, out nuint all), "cuMemGetInfo");
        long own = rows.Bytes + _passing.Sum(p => p is null ? 0 : DevicePage.Bytes(p.Capacity));
        return Math.Min((long)free + own - ((long)all / ReservedShare), limits.RowBytes ?? long.MaxValue);
    }
}
