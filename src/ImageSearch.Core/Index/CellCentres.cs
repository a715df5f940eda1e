using ImageSearch.Kernels.Scan;

namespace ImageSearch.Index;

/// <summary>The centres that rows are dealt by: each row belongs to the cell of its nearest centre.</summary>
internal sealed unsafe class CellCentres
{
    private const int LeastCells = 256;

    /// <summary>No index gets more cells than this.</summary>
    public const int MostCells = 262_144;

    private readonly GrowingSegment _memory;

    /// <summary>Takes centres as rows of 128 bytes.</summary>
    public CellCentres(ReadOnlySpan<byte> centres)
    {
        Count = centres.Length / ScanLayout.RowBytes;
        _memory = new GrowingSegment(Count);
        _memory.Append(centres, new PackedKeypoint[Count]);
        Rows = _memory.View();
    }

    /// <summary>How many cells so many rows are dealt into: a power of 2 near the rows to the power of 0.6.</summary>
    public static int CountFor(long rows)
    {
        double wanted = Math.Pow(rows, 0.6);
        int cells = LeastCells;
        while (cells < MostCells && cells * Math.Sqrt(2) < wanted)
        {
            cells *= 2;
        }

        return cells;
    }

    /// <summary>How many cells there are.</summary>
    public int Count { get; }

    /// <summary>The centres, as rows that can be searched.</summary>
    public RowSegment Rows { get; }

    /// <summary>A centre, 128 bytes. Valid for as long as this object is.</summary>
    public byte* Centre(int cell) => Rows.DescriptorStart + ((nint)cell * ScanLayout.RowBytes);
}
