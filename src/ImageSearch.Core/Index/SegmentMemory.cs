using System.Runtime.InteropServices;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Index;

/// <summary>
/// Memory for the rows of a segment, outside of the collector's heap: descriptors, sketches and keypoints, each aligned to 64 bytes. Pages
/// that no row was written to are not taken from the system. Freed once no segment refers to it.
/// </summary>
internal sealed unsafe class SegmentMemory
{
    private const int Alignment = 64;

    private readonly long _bytes;
    private readonly byte* _memory;

    public SegmentMemory(int capacity)
    {
        Capacity = capacity;
        long descriptorBytes = (long)capacity * ScanLayout.RowBytes, sketchBytes = Sketch.Bytes(capacity);
        _bytes = descriptorBytes + sketchBytes + ((long)capacity * sizeof(PackedKeypoint));
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)_bytes, Alignment);
        GC.AddMemoryPressure(Math.Max(1, _bytes));
        Descriptors = _memory;
        Sketches = Descriptors + descriptorBytes;
        Keypoints = (PackedKeypoint*)(Sketches + sketchBytes);
    }

    ~SegmentMemory()
    {
        // Null where the system had none to give.
        if (_memory is not null)
        {
            NativeMemory.AlignedFree(_memory);
            GC.RemoveMemoryPressure(Math.Max(1, _bytes));
        }
    }

    /// <summary>Rows that there is room for.</summary>
    public int Capacity { get; }

    public byte* Descriptors { get; }

    public byte* Sketches { get; }

    public PackedKeypoint* Keypoints { get; }
}
