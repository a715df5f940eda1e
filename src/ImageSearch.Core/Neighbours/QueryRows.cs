using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Neighbours;

/// <summary>Query rows as the kernels want them: widened to 16 bits, and their packed sketches.</summary>
internal sealed unsafe class QueryRows
{
    private readonly short[] _numbers;
    private readonly int[] _packed;
    private readonly int[] _squaredLengths;
    private readonly int[] _excesses;
    private readonly int _packedInts;

    private readonly ScanKernels _kernels;

    public QueryRows(ScanKernels kernels, ReadOnlySpan<byte> rows)
        : this(kernels, rows.Length / ScanLayout.RowBytes) => Fill(rows);

    /// <summary>Makes room for so many rows.</summary>
    public QueryRows(ScanKernels kernels, int capacity)
    {
        _kernels = kernels;
        _packedInts = ScanLayout.Groups * kernels.QueryInts;
        _numbers = GC.AllocateUninitializedArray<short>(capacity * ScanLayout.RowBytes, pinned: true);
        _packed = GC.AllocateUninitializedArray<int>(capacity * _packedInts, pinned: true);
        _squaredLengths = new int[capacity];
        _excesses = new int[capacity];
    }

    public int Count { get; private set; }

    /// <summary>Takes other rows, as many as there is room for at most.</summary>
    public void Fill(ReadOnlySpan<byte> rows)
    {
        Count = rows.Length / ScanLayout.RowBytes;
        sbyte* sketch = stackalloc sbyte[ScanLayout.Axes];
        var coordinates = new Span<sbyte>(sketch, ScanLayout.Axes);
        for (int i = 0; i < rows.Length; i++)
        {
            _numbers[i] = rows[i];
        }

        fixed (byte* first = rows)
        {
            for (int query = 0; query < Count; query++)
            {
                Sketch.Make(_kernels, first + ((nint)query * ScanLayout.RowBytes), coordinates);
                _squaredLengths[query] = Sketch.SquaredLength(coordinates);
                _excesses[query] = 0;
                foreach (sbyte coordinate in coordinates)
                {
                    _excesses[query] += _kernels.SketchExcess * coordinate;
                }

                for (int group = 0; group < ScanLayout.Groups; group++)
                {
                    _kernels.PackQuery(sketch + (group * ScanLayout.GroupAxes), Packed(query) + (group * _kernels.QueryInts));
                }
            }
        }
    }

    /// <summary>The row in 16-bit numbers. Valid for as long as this object is.</summary>
    public short* Numbers(int query) => (short*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_numbers))
        + ((nint)query * ScanLayout.RowBytes);

    /// <summary>The sketches of this row and those after it. Valid for as long as this object is.</summary>
    public int* Packed(int query) => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_packed)) + ((nint)query * _packedInts);

    /// <summary>What the kernel's sum of a row must be above, for the row to be within a squared distance.</summary>
    public int SieveLimit(int query, int squaredDistance) =>
        SketchBound.SieveLimit(squaredDistance, _squaredLengths[query]) + _excesses[query];
}
