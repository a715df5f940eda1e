using System.Runtime.InteropServices;

namespace ImageSearch.Index;

/// <summary>Memory outside of the collector's heap, aligned to 64 bytes. Pages that nothing was written to are not taken from the system.
/// Freed once nothing refers to it.</summary>
internal sealed unsafe class AlignedMemory
{
    private const int Alignment = 64;

    private readonly long _bytes;

    public AlignedMemory(long bytes)
    {
        _bytes = Math.Max(1, bytes);
        Start = (byte*)NativeMemory.AlignedAlloc((nuint)_bytes, Alignment);
        GC.AddMemoryPressure(_bytes);
    }

    ~AlignedMemory()
    {
        // Null where the system had none to give.
        if (Start is not null)
        {
            NativeMemory.AlignedFree(Start);
            GC.RemoveMemoryPressure(_bytes);
        }
    }

    public byte* Start { get; }

    /// <summary>Makes all of it zero.</summary>
    public void Clear() => NativeMemory.Clear(Start, (nuint)_bytes);
}
