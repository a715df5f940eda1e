using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearch.Tests.Cuda.Ptx;

namespace ImageSearch.Tests.Cuda;

/// <summary>Memory that stands for a device's: bounded, filled with garbage, and watched: what is written beyond its end is
/// found.</summary>
/// <param name="limitBytes">How much there is.</param>
/// <param name="isWatched">Whether it is known of each word what is done with it, for a <see cref="PtxEmulator"/>.</param>
internal sealed unsafe class HostMemory(long limitBytes, bool isWatched = false)
{
    private const int GuardBytes = 256;
    private const byte Guard = 0x5C;
    private const byte Garbage = 0xCD;

    private readonly SortedDictionary<nint, long> _blocks = [];
    private readonly List<MemoryBlock> _watched = [];

    public long LimitBytes { get; set; } = limitBytes;

    public long UsedBytes { get; private set; }

    public int Blocks => _blocks.Count;

    /// <summary>The address; 0 if there is not enough.</summary>
    [MethodImpl(MethodImplOptions.Synchronized)]
    public nint Allocate(long bytes)
    {
        if (bytes <= 0 || UsedBytes + bytes > LimitBytes)
        {
            return 0;
        }

        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + GuardBytes), 256);
        new Span<byte>(memory, (int)bytes).Fill(Garbage);
        new Span<byte>(memory + bytes, GuardBytes).Fill(Guard);
        _blocks.Add((nint)memory, bytes);
        if (isWatched)
        {
            _watched.Add(new MemoryBlock((nint)memory, bytes));
        }

        UsedBytes += bytes;
        return (nint)memory;
    }

    /// <summary>False if there is no such block.</summary>
    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool Free(nint address)
    {
        if (!_blocks.Remove(address, out long bytes))
        {
            return false;
        }

        Assert.True(new Span<byte>((byte*)address + bytes, GuardBytes).IndexOfAnyExcept(Guard) < 0,
            "something was written beyond the end of a block");
        UsedBytes -= bytes;
        _watched.RemoveAll(b => b.Start == (ulong)address);
        NativeMemory.AlignedFree((void*)address);
        return true;
    }

    /// <summary>Whether these bytes are all in one block.</summary>
    [MethodImpl(MethodImplOptions.Synchronized)]
    public bool Contains(nint address, nuint bytes) => _blocks.Any(b => address >= b.Key && address + (long)bytes <= b.Key + b.Value);

    /// <summary>The block that these bytes are in, of those that are watched.</summary>
    [MethodImpl(MethodImplOptions.Synchronized)]
    public MemoryBlock? Find(ulong address, long bytes) => _watched.Find(b => b.Has(address, (int)bytes));

    /// <summary>The host wrote there.</summary>
    public void Wrote(nint address, nuint bytes) => Find((ulong)address, (long)bytes)?.Wrote((ulong)address, (long)bytes);
}
