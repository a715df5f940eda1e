using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;
using ImageSearch.Threads;

namespace ImageSearch.Cells;

/// <summary>Finds for many rows the cell that each is in, exactly: that of the nearest centre, the lower one on ties.</summary>
internal static unsafe class CellAssignment
{
    /// <summary>Rows that a thread takes at once: what it needs of them stays in its caches while it goes past all centres.</summary>
    private const int RowsAtOnce = 1024;

    /// <summary>Finds the cells of rows.</summary>
    /// <param name="centres">The centres.</param>
    /// <param name="rows">Rows of 128 bytes that stay where they are.</param>
    /// <param name="cells">Receives a cell for each row.</param>
    /// <param name="threads">0 means one per processor.</param>
    /// <param name="cancel">Ends it.</param>
    public static void Find(CellCentres centres, byte* rows, Memory<int> cells, int threads, CancellationToken cancel)
    {
        ScanKernels kernels = ScanKernels.Best;
        var scope = new SearchScope([centres.Rows]);
        int parts = (cells.Length + RowsAtOnce - 1) / RowsAtOnce;
        nint start = (nint)rows;
        Parallel.For(0, parts, ThreadCount.Parallel(threads, cancel), () => new Worker(kernels, scope), (part, _, worker) =>
        {
            cancel.ThrowIfCancellationRequested();
            int first = part * RowsAtOnce, count = Math.Min(RowsAtOnce, cells.Length - first);
            var some = new ReadOnlySpan<byte>((byte*)start + ((nint)first * ScanLayout.RowBytes), count * ScanLayout.RowBytes);
            worker.Find(some, cells.Span.Slice(first, count));
            return worker;
        }, worker => worker.Dispose());
        GC.KeepAlive(centres);
    }

    private sealed class Worker : IDisposable
    {
        private readonly SearchScope _scope;
        private readonly QueryRows _queries;
        private readonly NearestRows _nearest = new(RowsAtOnce, 1);
        private readonly TileScan _scan;

        public Worker(ScanKernels kernels, SearchScope scope)
        {
            _scope = scope;
            _queries = new QueryRows(kernels, RowsAtOnce);
            _scan = new TileScan(kernels, _queries, scope, _nearest);
        }

        public void Dispose() => _scan.Dispose();

        public void Find(ReadOnlySpan<byte> rows, Span<int> cells)
        {
            _queries.Fill(rows);
            _nearest.Clear();
            for (long tile = 0; tile < _scope.TileCount; tile++)
            {
                _scan.Run(tile);
            }

            for (int i = 0; i < cells.Length; i++)
            {
                cells[i] = (int)_nearest.Nearest(i);
            }
        }
    }
}
