using System.Numerics;

namespace ImageSearch.Cuda;

/// <summary>
/// Searches on one device, one search at a time. Rows are copied on one stream while others are compared on another. After a failure it is
/// of no more use, and all that it had on the device is given back.
/// </summary>
internal sealed class CudaEngine : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<WeakReference<DeviceRows>> _indexes = [];
    private readonly List<IDisposable> _parts = [];
    private readonly CudaKernels _kernels;
    private readonly CudaHandle _copying;
    private readonly CudaHandle _computing;
    private readonly CudaHandle _copied;
    private readonly CudaHandle[] _scanned;
    private readonly RowCopier _copier;
    private readonly SearchMemory _memory;
    private readonly PageRoom _room;
    private CudaFailedException? _failure;

    /// <summary>What the device may still read or write: kept until it is known to have ended, or to have nothing any more.</summary>
    private Array[] _lent = [];

    /// <summary>Starts the device.</summary>
    /// <exception cref="CudaFailedException">It fails.</exception>
    public CudaEngine(ICudaDriver driver, CudaDeviceInfo info, CudaLimits limits, PageStriping share, bool useMatrices = true)
    {
        Limits = limits;
        Share = share;
        Context = Part(new CudaContext(driver, info));
        try
        {
            Context.SetCurrent();
            _kernels = Part(new CudaKernels(Context, useMatrices));
            _copying = Part(Context.CreateStream());
            _computing = Part(Context.CreateStream());
            _copied = Part(Context.CreateEvent());
            _scanned = [Part(Context.CreateEvent()), Part(Context.CreateEvent())];
            _copier = Part(new RowCopier(Context, limits.StagingBytes));
            _memory = Part(new SearchMemory(Context));
            _room = Part(new PageRoom(Context, limits));
        }
        catch (CudaFailedException)
        {
            GiveBack();
            throw;
        }
    }

    /// <summary>Whether it failed, and is of no more use.</summary>
    public bool IsClosed => Volatile.Read(ref _failure) is not null;

    public CudaContext Context { get; }

    public CudaLimits Limits { get; }

    /// <summary>Which of an index's pages it searches.</summary>
    public PageStriping Share { get; }

    /// <summary>The k nearest of the rows that a source wants, among those of the pages that are the device's.</summary>
    /// <param name="rows">What of the index lies on the device.</param>
    /// <param name="source">The index; its owners must live until this returns.</param>
    /// <param name="queries">Query rows, at most <see cref="CudaLimits.QueryRows"/>.</param>
    /// <param name="k">At most <see cref="KernelShape.MaxNeighbours"/>.</param>
    /// <param name="cancel">Ends the search with <see cref="OperationCanceledException"/>.</param>
    /// <param name="lanes">Blocks that share the rows out for each tile of query rows; null leaves the choice.</param>
    /// <exception cref="CudaFailedException">The device failed or has not enough memory.</exception>
    public NearestKeys Search(
        DeviceRows rows, IRowSource source, ReadOnlySpan<byte> queries, int k, CancellationToken cancel, int? lanes = null)
    {
        _one.Wait(cancel);
        try
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            Context.SetCurrent();
            return Run(rows, source, queries, k, lanes, cancel);
        }
        catch (CudaFailedException e) when (_failure is null)
        {
            _failure = e;
            GiveBack();
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Gives all back that it has on the device, because of a failure of this one or another; searches that wait fail
    /// likewise.</summary>
    public void Close(CudaFailedException failure)
    {
        _one.Wait();
        _failure ??= failure;
        GiveBack();
        _one.Release();
    }

    /// <summary>Gives all back that it has on the device. It is not to be used any more.</summary>
    public void Dispose()
    {
        _one.Wait();
        GiveBack();
        _one.Release();
    }

    private NearestKeys Run(
        DeviceRows rows, IRowSource source, ReadOnlySpan<byte> queries, int k, int? lanes, CancellationToken cancel)
    {
        int count = queries.Length / KernelShape.RowBytes, tiles = (count + KernelShape.TileQueries - 1) / KernelShape.TileQueries;
        Register(rows);
        byte[] padded = GC.AllocateArray<byte>(tiles * KernelShape.TileQueries * KernelShape.RowBytes, pinned: true);
        ulong[] keys = GC.AllocateUninitializedArray<ulong>(count * k, pinned: true);
        int[] counts = GC.AllocateUninitializedArray<int>(count, pinned: true);
        _lent = [padded, keys, counts];
        queries.CopyTo(padded);
        bool finished = false;
        try
        {
            ScanArguments scan = _memory.Prepare(tiles * KernelShape.TileQueries,
                lanes ?? KernelShape.Lanes(tiles, Context.Info.Multiprocessors), k, out MergeArguments merge);
            Begin(scan, padded, count);
            Pages(rows, source, scan, tiles, () => _kernels.Merge(merge, count, _computing.Value), cancel);
            _kernels.Merge(merge, count, _computing.Value);
            Fetch(keys, merge.Nearest);
            Fetch(counts, merge.NearestCounts);
            Check(Context.Driver.StreamSynchronize(_copying.Value), "cuStreamSynchronize");
            Check(Context.Driver.StreamSynchronize(_computing.Value), "cuStreamSynchronize");
            finished = true;
            _lent = [];
            CheckThatItCanBe(keys, counts, k, source.Runs.Sum(r => (long)r.Rows));
        }
        finally
        {
            if (!finished)
            {
                // Nothing may be under way when memory is given back or used again. What this says is not news: the search failed, or was
                // cancelled.
                int copying = Context.Driver.StreamSynchronize(_copying.Value),
                    computing = Context.Driver.StreamSynchronize(_computing.Value);
                _lent = (copying, computing) == (0, 0) ? [] : _lent;
            }

            _copier.Forget();
        }

        return new NearestKeys(keys, counts, k);
    }

    /// <summary>Whatever a device that has gone wrong writes, nobody is to stumble over it.</summary>
    private void CheckThatItCanBe(ulong[] keys, int[] counts, int k, long rows)
    {
        for (int query = 0; query < counts.Length; query++)
        {
            bool can = counts[query] >= 0 && counts[query] <= k;
            for (int i = 0; can && i < counts[query]; i++)
            {
                can = (long)(keys[(query * k) + i] & (ulong)KernelShape.RowMask) < rows;
            }

            if (!can)
            {
                throw new CudaFailedException(Context.Info.ToString(), "answers with numbers that cannot be");
            }
        }
    }

    /// <summary>Query rows, their squared lengths, limits that let all pass (and none for those that fill the last tile), empty
    /// lists.</summary>
    private unsafe void Begin(ScanArguments scan, byte[] padded, int count)
    {
        int all = padded.Length / KernelShape.RowBytes;
        nint stream = _computing.Value;
        fixed (byte* from = padded)
        {
            Check(Context.Driver.MemcpyHtoDAsync(scan.Queries, (nint)from, (nuint)padded.Length, stream), "cuMemcpyHtoDAsync");
        }

        _kernels.SquaredLengths(new LengthArguments { Rows = scan.Queries, Lengths = scan.QueryLengths, Count = all }, stream);
        Check(Context.Driver.MemsetD8Async(scan.Limits, byte.MaxValue, (nuint)(count * sizeof(ulong)), stream), "cuMemsetD8Async");
        Check(Context.Driver.MemsetD8Async(scan.Counts, 0, (nuint)(all * scan.Lanes * sizeof(int)), stream), "cuMemsetD8Async");
        if (all > count)
        {
            nint rest = scan.Limits + (count * sizeof(ulong));
            Check(Context.Driver.MemsetD8Async(rest, 0, (nuint)((all - count) * sizeof(ulong)), stream), "cuMemsetD8Async");
        }
    }

    /// <summary>Scans the pages. After the first, the second, the fourth and so on the lists are merged, which leaves the limits of all
    /// that was scanned: those of one list alone are wide where k is large.</summary>
    private void Pages(DeviceRows rows, IRowSource source, ScanArguments scan, int tiles, Action merge, CancellationToken cancel)
    {
        long total = source.Runs.Sum(r => (long)r.Rows);
        rows.Follow(source.Runs);
        int stay = _room.Plan(rows, total, () => DropOthers(rows)), turn = 0;
        var bits = new uint[(rows.PageRows + 31) / 32];
        for (int place = 0; place < PageRoom.Count(rows, total); place++)
        {
            cancel.ThrowIfCancellationRequested();
            long first = rows.Share.Number(place) * rows.PageRows;
            int count = (int)Math.Min(rows.PageRows, total - first), slot = turn % 2;
            int wanted = source.Wanted(first, count, bits);
            if (wanted == 0)
            {
                continue;
            }

            if (turn >= 2)
            {
                // At most two pages are under way, so what belongs to the slot is free, and a cancelled search ends soon.
                Check(Context.Driver.EventSynchronize(_scanned[slot].Value), "cuEventSynchronize");
            }

            DevicePage page = place < stay ? Staying(rows, place, total, ref stay) ?? _room.Passing(rows, slot)
                : _room.Passing(rows, slot);
            Load(page, source.Runs, first, count, cancel);
            rows.Count();
            (scan.Rows, scan.RowLengths, scan.FirstRow, scan.RowCount, scan.Wanted) = (page.Row(0), page.Length(0), first, count, 0);
            if (wanted < count)
            {
                scan.Wanted = _memory.Bits(slot, bits.Length);
                _copier.Bits(bits.AsSpan(0, (count + 31) / 32), scan.Wanted, _copying);
            }

            Check(Context.Driver.EventRecord(_copied.Value, _copying.Value), "cuEventRecord");
            Check(Context.Driver.StreamWaitEvent(_computing.Value, _copied.Value, 0), "cuStreamWaitEvent");
            _kernels.Scan(scan, tiles, _computing.Value);
            Check(Context.Driver.EventRecord(_scanned[slot].Value, _computing.Value), "cuEventRecord");
            turn++;
            if (BitOperations.IsPow2(turn))
            {
                merge();
            }
        }
    }

    /// <summary>A page that stays; null if there is, after all, no memory for it: then it and those after it pass through.</summary>
    private DevicePage? Staying(DeviceRows rows, int place, long total, ref int stay)
    {
        try
        {
            return rows.Make(place, PageRoom.Capacity(rows, place, total));
        }
        catch (CudaFailedException e) when (e.Code == CudaResult.OutOfMemory)
        {
            // Two less, to make room for those that others pass through. They may be in use.
            Check(Context.Driver.StreamSynchronize(_computing.Value), "cuStreamSynchronize");
            stay = Math.Max(0, place - 2);
            rows.Keep(stay);
            return null;
        }
    }

    private void Load(DevicePage page, IReadOnlyList<RowRun> runs, long first, int count, CancellationToken cancel)
    {
        int missing = count - page.Loaded, from = page.Loaded;
        if (missing > 0)
        {
            _copier.Rows(runs, first + from, missing, page.Row(from), _copying, cancel);
            _kernels.SquaredLengths(new LengthArguments { Rows = page.Row(from), Lengths = page.Length(from), Count = missing },
                _copying.Value);
            page.Loaded = count;
        }
    }

    private unsafe void Fetch<T>(T[] to, nint from)
        where T : unmanaged
    {
        fixed (T* first = to)
        {
            Check(Context.Driver.MemcpyDtoHAsync((nint)first, from, (nuint)((long)to.Length * sizeof(T)), _computing.Value),
                "cuMemcpyDtoHAsync");
        }
    }

    private void DropOthers(DeviceRows rows)
    {
        foreach (WeakReference<DeviceRows> index in _indexes)
        {
            if (index.TryGetTarget(out DeviceRows? other) && other != rows)
            {
                other.Dispose();
            }
        }
    }

    /// <summary>Remembers an index that has pages here.</summary>
    private void Register(DeviceRows rows)
    {
        _indexes.RemoveAll(i => !i.TryGetTarget(out DeviceRows? alive) || alive == rows);
        _indexes.Add(new WeakReference<DeviceRows>(rows));
    }

    private void GiveBack()
    {
        foreach (WeakReference<DeviceRows> index in _indexes)
        {
            if (index.TryGetTarget(out DeviceRows? rows))
            {
                rows.Dispose();
            }
        }

        for (int last = _parts.Count - 1; last >= 0; last--)
        {
            _parts[last].Dispose();
        }

        _parts.Clear();
        _lent = [];
    }

    private T Part<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }

    private void Check(int code, string call) => Context.Check(code, call);
}
