using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;
using ImageSearch.Threads;

namespace ImageSearch.Cells;

/// <summary>Finds for many rows the cell that each is in: that of the nearest centre, the lower one on ties. Among many centres the nearest
/// one is looked for in the groups of centres that are nearest to the row.</summary>
internal sealed unsafe class CellAssignment
{
    /// <summary>Rows that a thread takes at once: what it needs of them stays in its caches while it goes past all centres.</summary>
    public const int RowsAtOnce = 1024;

    /// <summary>So many centres are compared one by one.</summary>
    private const int CellsInGroups = 8192;

    private readonly CellCentres _centres;
    private readonly int _threads;
    private readonly CancellationToken _cancel;
    private readonly CentreGroups? _groups;

    /// <summary>Prepares it.</summary>
    /// <param name="centres">The centres.</param>
    /// <param name="threads">0 means one per processor.</param>
    /// <param name="cancel">Ends it.</param>
    public CellAssignment(CellCentres centres, int threads, CancellationToken cancel)
        : this(centres, centres.Count < CellsInGroups ? null : CentreGroups.Make(centres, threads, cancel), threads, cancel)
    {
    }

    private CellAssignment(CellCentres centres, CentreGroups? groups, int threads, CancellationToken cancel) =>
        (_centres, _groups, _threads, _cancel) = (centres, groups, threads, cancel);

    /// <summary>One that compares every row with every centre.</summary>
    /// <inheritdoc cref="CellAssignment(CellCentres, int, CancellationToken)"/>
    public static CellAssignment WithAll(CellCentres centres, int threads, CancellationToken cancel) => new(centres, null, threads, cancel);

    /// <summary>Finds the cells of rows.</summary>
    /// <param name="rows">Rows of 128 bytes that stay where they are.</param>
    /// <param name="cells">Receives a cell for each row.</param>
    public void Find(byte* rows, Memory<int> cells)
    {
        int parts = (cells.Length + RowsAtOnce - 1) / RowsAtOnce;
        nint start = (nint)rows;
        Parallel.For(0, parts, ThreadCount.Parallel(_threads, _cancel), NewWorker, (part, _, worker) =>
        {
            _cancel.ThrowIfCancellationRequested();
            int first = part * RowsAtOnce, count = Math.Min(RowsAtOnce, cells.Length - first);
            var some = new ReadOnlySpan<byte>((byte*)start + ((nint)first * ScanLayout.RowBytes), count * ScanLayout.RowBytes);
            worker.Find(some, cells.Span.Slice(first, count));
            return worker;
        }, worker => worker.Dispose());
        GC.KeepAlive(_centres);
    }

    private IAssignmentWorker NewWorker() =>
        _groups is null ? new Worker(new SearchScope([_centres.Rows])) : new GroupWorker(_groups);

    private sealed class Worker : IAssignmentWorker
    {
        private readonly SearchScope _scope;
        private readonly QueryRows _queries;
        private readonly NearestRows _nearest = new(RowsAtOnce, 1);
        private readonly TileScan _scan;

        public Worker(SearchScope scope)
        {
            _scope = scope;
            _queries = new QueryRows(ScanKernels.Best, RowsAtOnce);
            _scan = new TileScan(ScanKernels.Best, _queries, scope, _nearest);
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
