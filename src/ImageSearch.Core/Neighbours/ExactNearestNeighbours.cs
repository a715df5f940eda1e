using ImageSearch.Kernels.Scan;
using ImageSearch.Threads;

namespace ImageSearch.Neighbours;

/// <summary>
/// Exact search by squared Euclidean distance, in 32-bit integers. Every kernel and number of threads gives the same neighbours; ties go to
/// the lower row.
/// </summary>
internal static class ExactNearestNeighbours
{
    /// <summary>Neighbours that are sought at once: 32 MiB of them, whatever k and the query.</summary>
    private const int NeighboursAtOnce = 1 << 22;

    private const int MaxQueryRows = 1 << 13;

    /// <summary>How many query rows are searched with at once; more are searched with in parts.</summary>
    public static int QueryRowsAtOnce(int k) => Math.Min(MaxQueryRows, NeighboursAtOnce / k);

    /// <summary>The k nearest rows of every query row (128 bytes each), nearest first; fewer if there are fewer.</summary>
    /// <param name="scope">The rows to search.</param>
    /// <param name="query">Query rows, one after the other.</param>
    /// <param name="k">How many neighbours.</param>
    /// <param name="threads">0 means one per processor.</param>
    /// <param name="kernels">To search with.</param>
    /// <param name="cancel">Ends the search with <see cref="OperationCanceledException"/>.</param>
    public static Neighbour[][] Nearest(
        SearchScope scope, ReadOnlyMemory<byte> query, int k, int threads, ScanKernels kernels, CancellationToken cancel)
    {
        // No row has more neighbours than there are rows.
        int kept = (int)Math.Clamp(scope.RowCount, 1, k);
        return InParts(query, QueryRowsAtOnce(kept), part =>
        {
            var queries = new QueryRows(kernels, part.Span);
            var nearest = new NearestRows(queries.Count, kept);
            Scan(scope, queries, nearest, threads, kernels, cancel);
            return [.. Enumerable.Range(0, queries.Count).Select(nearest.Take)];
        });
    }

    private static Neighbour[][] InParts(ReadOnlyMemory<byte> query, int mostRows, Func<ReadOnlyMemory<byte>, Neighbour[][]> search)
    {
        int partBytes = mostRows * ScanLayout.RowBytes;
        if (query.Length <= partBytes)
        {
            return search(query);
        }

        var all = new List<Neighbour[]>(query.Length / ScanLayout.RowBytes);
        for (int start = 0; start < query.Length; start += partBytes)
        {
            all.AddRange(search(query.Slice(start, Math.Min(partBytes, query.Length - start))));
        }

        return [.. all];
    }

    private static void Scan(
        SearchScope scope, QueryRows queries, NearestRows nearest, int threads, ScanKernels kernels, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        int workers = (int)Math.Clamp(Math.Min(ThreadCount.Of(threads), scope.TileCount), 1, ThreadCount.Max);
        scope.EnsureSound(workers);
        long next = -1;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel }, _ =>
        {
            using var scan = new TileScan(kernels, queries, scope, nearest);
            for (long tile = Interlocked.Increment(ref next); tile < scope.TileCount
                && queries.Count > 0; tile = Interlocked.Increment(ref next))
            {
                cancel.ThrowIfCancellationRequested();
                scan.Run(tile);
            }
        });
    }
}
