using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using ImageSearch.Cuda;
using ImageSearch.Index;

namespace ImageSearch.Neighbours;

/// <summary>A search's scope as a CUDA device is told of it: all rows of the snapshot by their numbers, and a bit for each that is
/// searched. Searches of one scope, as all of a whole snapshot are, share it.</summary>
internal sealed unsafe class ScopeRows : IRowSource
{
    private const int WordBits = 32, MarkBits = 64;

    private static readonly ConditionalWeakTable<SearchScope, ScopeRows> Known = [];

    private readonly ConcurrentDictionary<(long FirstRow, int Rows), (uint[] Bits, int Wanted)> _parts = [];
    private readonly SearchScope _scope;
    private readonly long[] _starts;

    private ScopeRows(SearchScope scope)
    {
        _scope = scope;
        _starts = [.. scope.Segments.Select(s => s.FirstRow)];
        Runs = [.. scope.Snapshot.Segments.ToArray()
            .Select(s => new RowRun((nint)s.Segment.DescriptorStart, s.Segment.Rows, s.Segment.Owner))];
    }

    public IReadOnlyList<RowRun> Runs { get; }

    /// <summary>A scope's; the same for as long as the scope is.</summary>
    public static ScopeRows Of(SearchScope scope) => Known.GetValue(scope, s => new ScopeRows(s));

    public int Wanted(long firstRow, int rows, Span<uint> bits)
    {
        if (_parts.TryGetValue((firstRow, rows), out (uint[] Bits, int Wanted) part))
        {
            part.Bits.CopyTo(bits);
            return part.Wanted;
        }

        int wanted = Find(firstRow, rows, bits);
        if (wanted > 0 && wanted < rows)
        {
            // What all or none of is searched is told sooner than it is looked up.
            _parts.TryAdd((firstRow, rows), (bits[..((rows + WordBits - 1) / WordBits)].ToArray(), wanted));
        }

        return wanted;
    }

    private int Find(long firstRow, int rows, Span<uint> bits)
    {
        bits.Clear();
        int wanted = 0;
        for (int i = _starts.Length == 0 ? 0 : SortedStarts.Find(_starts, firstRow); i < _starts.Length; i++)
        {
            ScopeSegment part = _scope.Segments[i];
            long from = Math.Max(firstRow, part.FirstRow), end = Math.Min(firstRow + rows, part.FirstRow + part.Segment.Rows);
            if (part.FirstRow >= firstRow + rows)
            {
                break;
            }

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

    /// <summary>Copies marks to bits, each time as many as lie in one word.</summary>
    private static int Copy(ulong[] marks, int from, int end, Span<uint> bits, int to)
    {
        int wanted = 0;
        while (from < end)
        {
            int some = Math.Min(WordBits - (to % WordBits), end - from), shift = from % MarkBits;
            ulong found = marks[from / MarkBits] >> shift;
            if (shift + some > MarkBits)
            {
                found |= marks[(from / MarkBits) + 1] << (MarkBits - shift);
            }

            found &= (1UL << some) - 1;
            bits[to / WordBits] |= (uint)found << (to % WordBits);
            wanted += BitOperations.PopCount(found);
            from += some;
            to += some;
        }

        return wanted;
    }
}
