using System.Runtime.InteropServices;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>Memory for blocks of codes, outside of the collector's heap, zero at first. Freed once nothing refers to it.</summary>
internal sealed unsafe class BlockMemory
{
    private const int Alignment = 64;

    private readonly long _bytes;

    public BlockMemory(long blocks)
    {
        _bytes = Math.Max(1, blocks * CodeLayout.BlockBytes);
        Blocks = (byte*)NativeMemory.AlignedAlloc((nuint)_bytes, Alignment);
        NativeMemory.Clear(Blocks, (nuint)_bytes);
        GC.AddMemoryPressure(_bytes);
    }

    ~BlockMemory()
    {
        // Null where the system had none to give.
        if (Blocks is not null)
        {
            NativeMemory.AlignedFree(Blocks);
            GC.RemoveMemoryPressure(_bytes);
        }
    }

    public byte* Blocks { get; }
}
