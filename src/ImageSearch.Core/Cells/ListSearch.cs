using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;
using ImageSearch.Threads;

namespace ImageSearch.Cells;

/// <summary>
/// Looks for near rows in the cells nearest to each query row, by estimated distances; rows that are in no list are compared exactly. The
/// same index gives the same rows, whatever the number of threads.
/// </summary>
internal static unsafe class ListSearch
{
    /// <summary>So many cells are visited unless another number is asked for.</summary>
    public const int DefaultVisits = 4;

    private const int RowsAtOnce = 8;

    /// <summary>The k nearest of the rows that are looked at, for every query row, nearest first; fewer if there are fewer.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="scope">The rows to search.</param>
    /// <param name="query">Query rows, one after the other.</param>
    /// <param name="visits">How many cells each query row visits.</param>
    /// <param name="options">k, and threads.</param>
    /// <param name="cancel">Ends the search with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="IndexException">Rows that are in no list lie in a file that is damaged.</exception>
    public static FoundRows Nearest(InvertedLists lists, SearchScope scope, ReadOnlyMemory<byte> query, int visits, NearestOptions options,
        CancellationToken cancel)
    {
        (Neighbour[][] nearest, Dictionary<long, PackedKeypoint> keypoints) = Rows(lists, scope, query, visits, options, cancel);
        return new FoundRows(scope.Snapshot, nearest, keypoints);
    }

    /// <summary>The same, of rows that may belong to no image; with what lists keep of their keypoints.</summary>
    public static (Neighbour[][] Nearest, Dictionary<long, PackedKeypoint> Keypoints) Rows(InvertedLists lists, SearchScope scope,
        ReadOnlyMemory<byte> query, int visits, NearestOptions options, CancellationToken cancel)
    {
        var listScope = new ListScope(lists, scope);
        Neighbour[][] cells = ExactNearestNeighbours.Nearest(new SearchScope([lists.Centres.Rows]), query,
            Math.Min(visits, lists.Centres.Count), options.Threads, ScanKernels.Best, cancel);
        var found = new ListedRow[cells.Length][];
        using (System.Buffers.MemoryHandle rows = query.Pin())
        {
            nint start = (nint)rows.Pointer;
            int parts = (cells.Length + RowsAtOnce - 1) / RowsAtOnce;
            Parallel.For(0, parts, ThreadCount.Parallel(options.Threads, cancel),
                () => new ListScan(ScanKernels.Best, lists, listScope, options.Neighbours), (part, _, scan) =>
            {
                for (int row = part * RowsAtOnce; row < Math.Min(cells.Length, (part + 1) * RowsAtOnce); row++)
                {
                    found[row] = scan.Run((byte*)start + ((nint)row * ScanLayout.RowBytes), Array.ConvertAll(cells[row], c => (int)c.Row));
                }

                return scan;
            }, scan => scan.Dispose());
        }

        Neighbour[][] unlisted = listScope.Unlisted.RowCount == 0 ? []
            : ExactNearestNeighbours.Nearest(listScope.Unlisted, query, options.Neighbours, options.Threads, ScanKernels.Best, cancel);
        return Together(found, unlisted, options.Neighbours);
    }

    private static (Neighbour[][] Nearest, Dictionary<long, PackedKeypoint> Keypoints) Together(
        ListedRow[][] found, Neighbour[][] unlisted, int k)
    {
        var keypoints = new Dictionary<long, PackedKeypoint>();
        var nearest = new Neighbour[found.Length][];
        for (int query = 0; query < found.Length; query++)
        {
            Neighbour[] listed = Array.ConvertAll(found[query],
                f => new Neighbour(NeighbourKey.Row(f.Key), NeighbourKey.SquaredDistance(f.Key)));
            foreach (ListedRow row in found[query])
            {
                keypoints[NeighbourKey.Row(row.Key)] = PackedKeypoint.OfHalves(row.Scale, row.Angle);
            }

            nearest[query] = unlisted.Length == 0 ? listed : [.. listed.Concat(unlisted[query]).Order().Take(k)];
        }

        return (nearest, keypoints);
    }
}
