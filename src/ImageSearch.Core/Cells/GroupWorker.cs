using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>Finds the cells of rows in the groups of centres that are nearest to each. Rows that look into one group do so
/// together.</summary>
internal sealed unsafe class GroupWorker : IAssignmentWorker
{
    /// <summary>Groups that a row looks into.</summary>
    private const int Visited = 8;

    /// <summary>Rows that are compared at once.</summary>
    private const int Together = 32;

    private readonly CentreGroups _groups;
    private readonly int _visited;
    private readonly int _stride;
    private readonly short* _numbers, _batch;
    private readonly int* _distances;
    private readonly int[] _ends, _places, _order;
    private readonly (int Distance, int Cell)[] _best = new (int, int)[CellAssignment.RowsAtOnce];

    public GroupWorker(CentreGroups groups)
    {
        _groups = groups;
        _visited = Math.Min(Visited, groups.Middles);
        _stride = ScanKernels.Best.Stride(Math.Max(groups.Middles, groups.Members.Max(m => m.Length)));
        _numbers = (short*)Allocate(CellAssignment.RowsAtOnce * ScanLayout.RowBytes * sizeof(short));
        _batch = (short*)Allocate(Together * ScanLayout.RowBytes * sizeof(short));
        _distances = (int*)Allocate(Together * _stride * sizeof(int));
        _ends = new int[groups.Middles];
        _places = new int[CellAssignment.RowsAtOnce * _visited];
        _order = new int[CellAssignment.RowsAtOnce * _visited];
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_numbers);
        NativeMemory.AlignedFree(_batch);
        NativeMemory.AlignedFree(_distances);
    }

    public void Find(ReadOnlySpan<byte> rows, Span<int> cells)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            _numbers[i] = rows[i];
        }

        Choose(cells.Length);
        Array.Fill(_best, (int.MaxValue, int.MaxValue));
        for (int group = 0, at = 0; group < _ends.Length; group++)
        {
            for (; at < _ends[group]; at += Together)
            {
                int end = Math.Min(_ends[group], at + Together);
                Look(group, _order.AsSpan(at..end));
            }

            at = _ends[group];
        }

        for (int row = 0; row < cells.Length; row++)
        {
            cells[row] = _best[row].Cell;
        }

        GC.KeepAlive(_groups);
    }

    /// <summary>Chooses the groups of each row, and puts the rows in the order of their groups.</summary>
    private void Choose(int count)
    {
        Array.Clear(_ends);
        for (int first = 0; first < count; first += Together)
        {
            int some = Math.Min(Together, count - first);
            ScanKernels.Best.DistancesOfAll(_groups.PackedMiddles, _groups.Middles, _numbers + (first * ScanLayout.RowBytes), some,
                _distances, _stride);
            for (int row = 0; row < some; row++)
            {
                var distances = new Span<int>(_distances + (row * _stride), _groups.Middles);
                for (int i = 0; i < _visited; i++)
                {
                    int nearest = ArgMin.Of(distances);
                    distances[nearest] = int.MaxValue;
                    _places[((first + row) * _visited) + i] = nearest;
                    _ends[nearest]++;
                }
            }
        }

        int end = 0;
        for (int group = 0; group < _ends.Length; group++)
        {
            (_ends[group], end) = (end, end + _ends[group]);
        }

        for (int place = 0; place < count * _visited; place++)
        {
            _order[_ends[_places[place]]++] = place / _visited;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Look(int group, ReadOnlySpan<int> rows)
    {
        int[] members = _groups.Members[group];
        for (int i = 0; i < rows.Length; i++)
        {
            Buffer.MemoryCopy(_numbers + (rows[i] * ScanLayout.RowBytes), _batch + (i * ScanLayout.RowBytes),
                ScanLayout.RowBytes * sizeof(short), ScanLayout.RowBytes * sizeof(short));
        }

        ScanKernels.Best.DistancesOfAll(_groups.Packed(group), members.Length, _batch, rows.Length, _distances, _stride);
        for (int i = 0; i < rows.Length; i++)
        {
            int* distances = _distances + (i * _stride);
            int nearest = ArgMin.Of(new ReadOnlySpan<int>(distances, members.Length));
            ref (int Distance, int Cell) best = ref _best[rows[i]];
            if ((distances[nearest], members[nearest]).CompareTo(best) < 0)
            {
                best = (distances[nearest], members[nearest]);
            }
        }
    }

    private static void* Allocate(int bytes) => NativeMemory.AlignedAlloc((nuint)bytes, 64);
}
