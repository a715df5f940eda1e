using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>One thread's part of a search: query row after query row, each past the lists of the cells that it visits, the nearest
/// first.</summary>
internal sealed unsafe class ListScan : IDisposable
{
    private const int BlocksAtOnce = 16;
    private const int MostDistance = 128 * 255 * 255;

    private readonly ScanKernels _kernels;
    private readonly InvertedLists _lists;
    private readonly ListScope _scope;
    private readonly ListedRow[] _found;
    private readonly byte* _memory;
    private int _count;

    public ListScan(ScanKernels kernels, InvertedLists lists, ListScope scope, int k)
    {
        (_kernels, _lists, _scope) = (kernels, lists, scope);
        _found = new ListedRow[k];
        _memory = (byte*)NativeMemory.AlignedAlloc(
            CodeLayout.TableBytes + (BlocksAtOnce * (CodeLayout.BlockRows + 1) * sizeof(float)), CodeLayout.TableBytes);
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    /// <summary>The nearest of the rows in some cells, nearest first, the lower row on ties.</summary>
    /// <param name="query">The query row.</param>
    /// <param name="cells">The cells.</param>
    public ListedRow[] Run(byte* query, ReadOnlySpan<int> cells)
    {
        _count = 0;
        foreach (int cell in cells)
        {
            CodeQuery inCell = RowCode.Query(query, _lists.Centres.Centre(cell), _memory);
            for (int part = 0; part < _lists.Parts.Count; part++)
            {
                RowLists lists = _lists.Parts[part];
                for (long block = lists.Start(cell); block < lists.Ends[cell]; block += BlocksAtOnce)
                {
                    int blocks = (int)Math.Min(BlocksAtOnce, lists.Ends[cell] - block);
                    Scan(part, lists.Blocks + (block * CodeLayout.BlockBytes), blocks, inCell);
                }
            }
        }

        GC.KeepAlive(_lists);
        return _found[.._count];
    }

    private float Limit => _count < _found.Length ? MostDistance : NeighbourKey.SquaredDistance(_found[_count - 1].Key);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(int part, byte* blocks, int count, in CodeQuery query)
    {
        float* estimates = (float*)(_memory + CodeLayout.TableBytes);
        uint* masks = (uint*)(estimates + (BlocksAtOnce * CodeLayout.BlockRows));
        float limit = Limit;
        _kernels.Estimate(blocks, count, query, limit, estimates, masks);
        for (int block = 0; block < count; block++)
        {
            for (uint left = masks[block]; left != 0; left &= left - 1)
            {
                int lane = BitOperations.TrailingZeroCount(left);
                float estimate = estimates[(block * CodeLayout.BlockRows) + lane];
                if (estimate <= limit)
                {
                    Take(part, blocks + (block * CodeLayout.BlockBytes), lane, estimate);
                    limit = Limit;
                }
            }
        }
    }

    private void Take(int part, byte* block, int lane, float estimate)
    {
        uint number = ((uint*)(block + CodeLayout.RowsOffset))[lane];
        if (!_scope.TryFind(part, number, out long row))
        {
            return;
        }

        byte* keypoint = block + CodeLayout.KeypointsOffset + (2 * lane);
        var found = new ListedRow(NeighbourKey.Of((int)Math.Clamp(estimate, 0, MostDistance), row), keypoint[0], keypoint[1]);
        if (_count == _found.Length)
        {
            if (found.Key >= _found[_count - 1].Key)
            {
                return;
            }

            _count--;
        }

        int at = _count++;
        for (; at > 0 && _found[at - 1].Key > found.Key; at--)
        {
            _found[at] = _found[at - 1];
        }

        _found[at] = found;
    }
}
