namespace ImageSearch.Index;

/// <summary>The index's rows: segments one after the other, the last of which grows. For one thread at a time; readers get the
/// segments.</summary>
internal sealed class RowStore
{
    private const int FirstCapacity = 1 << 10;
    private const int LargestCapacity = 1 << 16;

    private readonly List<PlacedSegment> _closed = [];
    private GrowingSegment? _growing;
    private long _growingFirstRow;

    /// <summary>How many rows were added.</summary>
    public long Count => _growingFirstRow + (_growing?.Rows ?? 0);

    /// <summary>The segments that hold rows, in the order of their rows.</summary>
    public PlacedSegment[] Segments() =>
        _growing is null ? [.. _closed] : [.. _closed, new PlacedSegment(_growing.View(), _growingFirstRow)];

    /// <summary>Adds the rows of an image, all into one segment.</summary>
    public void Append(ReadOnlySpan<byte> descriptors, ReadOnlySpan<PackedKeypoint> keypoints)
    {
        if (_growing?.HasRoomFor(keypoints.Length) != true)
        {
            // Small at first, for small indexes; then large, so that a large one has few.
            int capacity = (int)Math.Clamp(Count, FirstCapacity, LargestCapacity);
            var next = new GrowingSegment(Math.Max(capacity, keypoints.Length));
            Close();
            _growing = next;
        }

        _growing.Append(descriptors, keypoints);
    }

    /// <summary>Adds a whole segment.</summary>
    public void Add(RowSegment segment)
    {
        Close();
        _closed.Add(new PlacedSegment(segment, Count));
        _growingFirstRow += segment.Rows;
    }

    private void Close()
    {
        if (_growing is { } full)
        {
            _closed.Add(new PlacedSegment(full.View(), _growingFirstRow));
            _growingFirstRow += full.Rows;
            _growing = null;
        }
    }
}
