using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Threads;

namespace ImageSearch.Cells;

/// <summary>Makes lists of the rows of segments: first finds each row's cell, then writes the rows' codes where they belong. The same rows
/// and centres give the same bytes.</summary>
/// <param name="centres">The cells.</param>
/// <param name="threads">0 means one per processor.</param>
/// <param name="cancel">Ends it.</param>
internal sealed unsafe class ListBuilder(CellCentres centres, int threads, CancellationToken cancel)
{
    /// <summary>The upper half of an infinite float: no row that is none is ever near.</summary>
    private const ushort Infinite = 0x7F80;

    private const int RowsAtOnce = 1 << 12;

    /// <summary>Is told how many rows are listed, and of how many.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>Lists rows.</summary>
    /// <param name="segments">The segments, in order.</param>
    /// <param name="firstRows">The number of each one's first row in the index.</param>
    public RowLists Build(IReadOnlyList<RowSegment> segments, IReadOnlyList<long> firstRows)
    {
        var cells = new int[segments.Count][];
        long[] counts = new long[centres.Count];
        long total = segments.Sum(s => (long)s.Rows), found = 0;
        var assignment = new CellAssignment(centres, threads, cancel);
        for (int i = 0; i < segments.Count; i++)
        {
            segments[i].EnsureSound();
            cells[i] = new int[segments[i].Rows];
            assignment.Find(segments[i].DescriptorStart, cells[i]);
            segments[i].KeepAlive();
            Array.ForEach(cells[i], cell => counts[cell]++);
            Progress?.Invoke(found += segments[i].Rows, total);
        }

        var ends = new long[centres.Count];
        var next = new long[centres.Count];
        long end = 0;
        for (int cell = 0; cell < ends.Length; cell++)
        {
            next[cell] = end * CodeLayout.BlockRows;
            ends[cell] = end += CodeLayout.Blocks(counts[cell]);
        }

        var memory = NewBlocks(end);
        var listed = new ListedSegment[segments.Count];
        long number = 0;
        for (int i = 0; i < segments.Count; i++)
        {
            Write(segments[i], cells[i], next, number, memory.Start);
            listed[i] = new ListedSegment(number, segments[i].Rows, firstRows[i]);
            number += segments[i].Rows;
        }

        for (int cell = 0; cell < ends.Length; cell++)
        {
            FillUp(memory.Start, next[cell], ends[cell]);
        }

        return new RowLists(memory.Start, ends, listed, memory);
    }

    private void Write(RowSegment segment, int[] cells, long[] next, long number, byte* blocks)
    {
        var places = new long[cells.Length];
        for (int row = 0; row < cells.Length; row++)
        {
            places[row] = next[cells[row]]++;
        }

        nint start = (nint)blocks;
        Parallel.For(0, (cells.Length + RowsAtOnce - 1) / RowsAtOnce, ThreadCount.Parallel(threads, cancel), part =>
        {
            int first = part * RowsAtOnce;
            for (int row = first; row < Math.Min(cells.Length, first + RowsAtOnce); row++)
            {
                (long block, long lane) = Math.DivRem(places[row], CodeLayout.BlockRows);
                RowCode.Write(segment.DescriptorStart + ((nint)row * ScanLayout.RowBytes), centres.Centre(cells[row]), (uint)(number + row),
                    segment.KeypointStart[row], (byte*)start + (block * CodeLayout.BlockBytes), (int)lane);
            }
        });
        segment.KeepAlive();
        GC.KeepAlive(centres);
    }

    /// <summary>Memory for so many blocks, all zero.</summary>
    public static AlignedMemory NewBlocks(long blocks)
    {
        var memory = new AlignedMemory(blocks * CodeLayout.BlockBytes);
        memory.Clear();
        return memory;
    }

    /// <summary>Fills up a cell's last block with rows that are none.</summary>
    /// <param name="blocks">All blocks.</param>
    /// <param name="place">The first free place.</param>
    /// <param name="end">The block behind the cell's last one.</param>
    public static void FillUp(byte* blocks, long place, long end)
    {
        for (; place < end * CodeLayout.BlockRows; place++)
        {
            (long block, long lane) = Math.DivRem(place, CodeLayout.BlockRows);
            byte* at = blocks + (block * CodeLayout.BlockBytes);
            ((ushort*)(at + CodeLayout.LengthsOffset))[lane] = Infinite;
            ((uint*)(at + CodeLayout.RowsOffset))[lane] = CodeLayout.NoRow;
        }
    }
}
