using ImageSearch.Kernels.Scan;

namespace ImageSearch.Index;

/// <summary>Memory for the rows of a segment: descriptors, sketches and keypoints, each aligned to 64 bytes. Freed once no segment refers
/// to it.</summary>
internal sealed unsafe class SegmentMemory
{
    private readonly AlignedMemory _memory;

    public SegmentMemory(int capacity)
    {
        Capacity = capacity;
        long descriptorBytes = (long)capacity * ScanLayout.RowBytes, sketchBytes = Sketch.Bytes(capacity);
        _memory = new AlignedMemory(descriptorBytes + sketchBytes + ((long)capacity * sizeof(PackedKeypoint)));
        Descriptors = _memory.Start;
        Sketches = Descriptors + descriptorBytes;
        Keypoints = (PackedKeypoint*)(Sketches + sketchBytes);
    }

    /// <summary>Rows that there is room for.</summary>
    public int Capacity { get; }

    public byte* Descriptors { get; }

    public byte* Sketches { get; }

    public PackedKeypoint* Keypoints { get; }
}
