using ImageSearch.Kernels.Scan;

namespace ImageSearch.Index;

/// <summary>The centres that rows are dealt by: each row belongs to the cell of its nearest centre.</summary>
internal sealed unsafe class CellCentres
{
    private readonly GrowingSegment _memory;

    /// <summary>Takes centres as rows of 128 bytes.</summary>
    public CellCentres(ReadOnlySpan<byte> centres)
    {
        Count = centres.Length / ScanLayout.RowBytes;
        _memory = new GrowingSegment(Count);
        _memory.Append(centres, new PackedKeypoint[Count]);
        Rows = _memory.View();
    }

    /// <summary>How many cells there are.</summary>
    public int Count { get; }

    /// <summary>The centres, as rows that can be searched.</summary>
    public RowSegment Rows { get; }

    /// <summary>A centre, 128 bytes. Valid for as long as this object is.</summary>
    public byte* Centre(int cell) => Rows.DescriptorStart + ((nint)cell * ScanLayout.RowBytes);
}
