using ImageSearch.Cuda;

namespace ImageSearch.Neighbours;

/// <summary>A search's scope as a CUDA device is told of it: all rows of the snapshot by their numbers, and a bit for each that is
/// searched.</summary>
internal sealed unsafe class ScopeRows(SearchScope scope) : IRowSource
{
    private const int WordBits = 32;

    public IReadOnlyList<RowRun> Runs { get; } =
        [.. scope.Snapshot.Segments.ToArray().Select(s => new RowRun((nint)s.Segment.DescriptorStart, s.Segment.Rows, s.Segment.Owner))];

    public int Wanted(long firstRow, int rows, Span<uint> bits)
    {
        bits.Clear();
        int wanted = 0;
        foreach (ScopeSegment part in scope.Segments)
        {
            long from = Math.Max(firstRow, part.FirstRow), end = Math.Min(firstRow + rows, part.FirstRow + part.Segment.Rows);
            if (from < end)
            {
                wanted += part.Wanted is null
                    ? Set(bits, (int)(from - firstRow), (int)(end - firstRow))
                    : Copy(part.Wanted, (int)(from - part.FirstRow), (int)(end - part.FirstRow), bits, (int)(from - firstRow));
            }
        }

        return wanted;
    }

    private static int Set(Span<uint> bits, int from, int end)
    {
        for (int bit = from; bit < end;)
        {
            int some = Math.Min(WordBits - (bit % WordBits), end - bit);
            bits[bit / WordBits] |= (uint)(((1UL << some) - 1) << (bit % WordBits));
            bit += some;
        }

        return end - from;
    }

    private static int Copy(ulong[] marks, int from, int end, Span<uint> bits, int to)
    {
        int wanted = 0;
        for (int row = from; row < end; row++, to++)
        {
            if ((marks[row / 64] >> (row % 64) & 1) != 0)
            {
                bits[to / WordBits] |= 1u << (to % WordBits);
                wanted++;
            }
        }

        return wanted;
    }
}
