using ImageSearch.Kernels.Scan;

namespace ImageSearch.Index;

/// <summary>A segment that rows are added to, by one thread at a time. What was added never changes, so readers may have it at
/// once.</summary>
internal sealed unsafe class GrowingSegment(int capacity)
{
    private readonly SegmentMemory _memory = new(capacity);

    public int Rows { get; private set; }

    public bool HasRoomFor(int rows) => rows <= _memory.Capacity - Rows;

    public void Append(ReadOnlySpan<byte> descriptors, ReadOnlySpan<PackedKeypoint> keypoints)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(descriptors.Length, keypoints.Length * ScanLayout.RowBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keypoints.Length, _memory.Capacity - Rows);
        byte* rows = _memory.Descriptors + ((long)Rows * ScanLayout.RowBytes);
        descriptors.CopyTo(new Span<byte>(rows, descriptors.Length));
        keypoints.CopyTo(new Span<PackedKeypoint>(_memory.Keypoints + Rows, keypoints.Length));
        Sketch.Write(ScanKernels.Best, rows, keypoints.Length, _memory.Sketches, Rows);
        Rows += keypoints.Length;
        GC.KeepAlive(_memory);
    }

    /// <summary>The rows that it has now.</summary>
    public RowSegment View() => new(_memory.Descriptors, _memory.Sketches, _memory.Keypoints, Rows, _memory);
}
