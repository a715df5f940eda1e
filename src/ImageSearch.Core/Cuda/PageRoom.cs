using System.Numerics;

namespace ImageSearch.Cuda;

/// <summary>Which pages of an index stay on the device and which are copied for each search.</summary>
internal sealed class PageRoom(CudaContext context, CudaLimits limits) : IDisposable
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
        int pages = Count(rows, total);
        long needed = pages == 0 ? 0 : DevicePage.Bytes(((pages - 1L) * rows.PageRows) + Capacity(rows, pages - 1, total));
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

        int stay = (int)Math.Max(0, (room / DevicePage.Bytes(rows.PageRows)) - _passing.Length);
        rows.Keep(stay);
        return stay;
    }

    /// <summary>The device's pages of so many rows.</summary>
    public static int Count(DeviceRows rows, long total) => rows.Share.Count((total + rows.PageRows - 1) / rows.PageRows);

    /// <summary>Rows that there is to be room for in a page: full ones but for the last.</summary>
    public static int Capacity(DeviceRows rows, int place, long total)
    {
        long there = Math.Clamp(total - (rows.Share.Number(place) * rows.PageRows), 1, rows.PageRows);
        return (int)Math.Min(rows.PageRows, Math.Max(MinCapacity, (long)BitOperations.RoundUpToPowerOf2((ulong)there)));
    }

    /// <summary>One of the two pages that others pass through.</summary>
    /// <exception cref="CudaFailedException">There is no memory.</exception>
    public DevicePage Passing(DeviceRows rows, int slot)
    {
        if (_passing[slot]?.Capacity < rows.PageRows)
        {
            _passing[slot]!.Dispose();
            _passing[slot] = null;
        }

        DevicePage page = _passing[slot] ??= new DevicePage(context, rows.PageRows);
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
