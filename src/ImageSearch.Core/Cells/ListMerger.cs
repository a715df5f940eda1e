using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>Makes of two lists of the same cells one, cell by cell: the rows of the first, then those of the second.</summary>
internal static unsafe class ListMerger
{
    /// <summary>Merges lists; the numbers of the second go on from those of the first.</summary>
    public static RowLists Merge(RowLists first, RowLists second, CancellationToken cancel)
    {
        int cells = first.Ends.Length;
        var ends = new long[cells];
        long end = 0;
        for (int cell = 0; cell < cells; cell++)
        {
            ends[cell] = end += CodeLayout.Blocks(Count(first, cell) + Count(second, cell));
        }

        var memory = ListBuilder.NewBlocks(end);
        for (int cell = 0; cell < cells; cell++)
        {
            cancel.ThrowIfCancellationRequested();
            long place = (cell == 0 ? 0 : ends[cell - 1]) * CodeLayout.BlockRows;
            place = Copy(first, cell, 0, memory.Start, place);
            place = Copy(second, cell, (uint)first.Rows, memory.Start, place);
            ListBuilder.FillUp(memory.Start, place, ends[cell]);
        }

        first.KeepAlive();
        second.KeepAlive();
        long rows = first.Rows;
        return new RowLists(memory.Start, ends,
            [.. first.Segments, .. second.Segments.Select(s => s with { Number = s.Number + rows })], memory);
    }

    /// <summary>How many rows a cell has: those that fill up its last block stand at the end.</summary>
    private static long Count(RowLists lists, int cell)
    {
        long count = (lists.Ends[cell] - lists.Start(cell)) * CodeLayout.BlockRows;
        for (; count > 0 && Number(lists, lists.Start(cell) * CodeLayout.BlockRows + count - 1) == CodeLayout.NoRow; count--)
        {
        }

        return count;
    }

    private static uint Number(RowLists lists, long place)
    {
        (long block, long lane) = Math.DivRem(place, CodeLayout.BlockRows);
        return ((uint*)(lists.Blocks + (block * CodeLayout.BlockBytes) + CodeLayout.RowsOffset))[lane];
    }

    private static long Copy(RowLists from, int cell, uint more, byte* to, long place)
    {
        long start = from.Start(cell) * CodeLayout.BlockRows, count = Count(from, cell);
        for (long i = 0; i < count; i++, place++)
        {
            (long block, long lane) = Math.DivRem(start + i, CodeLayout.BlockRows);
            (long toBlock, long toLane) = Math.DivRem(place, CodeLayout.BlockRows);
            Copy(from.Blocks + (block * CodeLayout.BlockBytes), lane, more, to + (toBlock * CodeLayout.BlockBytes), toLane);
        }

        return place;
    }

    private static void Copy(byte* from, long lane, uint more, byte* to, long toLane)
    {
        for (int at = 0; at < CodeLayout.CodeBytes; at++)
        {
            to[(at * CodeLayout.BlockRows) + toLane] = from[(at * CodeLayout.BlockRows) + lane];
        }

        ((ushort*)(to + CodeLayout.LengthsOffset))[toLane] = ((ushort*)(from + CodeLayout.LengthsOffset))[lane];
        ((ushort*)(to + CodeLayout.FactorsOffset))[toLane] = ((ushort*)(from + CodeLayout.FactorsOffset))[lane];
        ((uint*)(to + CodeLayout.RowsOffset))[toLane] = ((uint*)(from + CodeLayout.RowsOffset))[lane] + more;
        ((ushort*)(to + CodeLayout.KeypointsOffset))[toLane] = ((ushort*)(from + CodeLayout.KeypointsOffset))[lane];
    }
}
