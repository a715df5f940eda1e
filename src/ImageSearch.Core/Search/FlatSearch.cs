using ImageSearch.Kernels;
using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>
/// Exact k nearest rows by squared Euclidean distance, |q|^2 + |r|^2 - 2 q.r in 32-bit integers. Every kernel and number of threads
/// gives the same neighbours; ties go to the lower row.
/// </summary>
internal static class FlatSearch
{
    /// <summary>Rows widened to 16 bits at a time: 16 KiB, which stay in the first-level cache while all query rows meet them.</summary>
    private const int BlockRows = 64;

    /// <summary>The k nearest rows of every query row (128 bytes each), nearest first; fewer if the snapshot has fewer.</summary>
    /// <param name="snapshot">The rows to search.</param>
    /// <param name="query">Query rows, one after the other.</param>
    /// <param name="k">How many neighbours.</param>
    /// <param name="withoutId">Rows of this image are left out; 0 leaves out none.</param>
    /// <param name="threads">0 is one a processor.</param>
    /// <param name="level">The vector width.</param>
    /// <param name="cancel">Ends the search with <see cref="OperationCanceledException"/>.</param>
    public static Neighbour[][] Find(
        IndexSnapshot snapshot, ReadOnlyMemory<byte> query, int k, long withoutId, int threads, SimdLevel level, CancellationToken cancel)
    {
        int queryRows = query.Length / SiftSettings.DescriptorBytes;
        List<RowBlock> blocks = snapshot.Blocks(BlockRows, withoutId);
        int workers = Math.Clamp(Math.Min(threads == 0 ? Environment.ProcessorCount : threads, blocks.Count), 1, 256);
        Action<IndexSnapshot, WidenedRows, List<RowBlock>, BlockCounter, NearestRows, CancellationToken> scan = level switch
        {
            SimdLevel.Scalar => Scan<ScalarDot>,
            SimdLevel.Vector128 => Scan<Vector128Dot>,
            SimdLevel.Vector256 => Scan<Vector256Dot>,
            _ => Scan<Vector512Dot>,
        };

        var queries = new WidenedRows(queryRows);
        queries.Fill(query.Span);
        var parts = new NearestRows[workers];
        var counter = new BlockCounter();
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel }, worker =>
        {
            parts[worker] = new NearestRows(queryRows, k);
            scan(snapshot, queries, blocks, counter, parts[worker], cancel);
        });

        var neighbours = new Neighbour[queryRows][];
        for (int i = 0; i < queryRows; i++)
        {
            neighbours[i] = NearestRows.Merge(parts, i);
        }

        return neighbours;
    }

    private static void Scan<TDot>(IndexSnapshot snapshot, WidenedRows queries, List<RowBlock> blocks, BlockCounter counter,
        NearestRows nearest, CancellationToken cancel)
        where TDot : IDotKernel
    {
        var rows = new WidenedRows(BlockRows);
        Span<int> products = stackalloc int[BlockRows];
        while (counter.Next() is var next && next < blocks.Count)
        {
            cancel.ThrowIfCancellationRequested();
            RowBlock block = blocks[next];
            rows.Fill(snapshot.Rows.Descriptors(block.FirstRow, block.Rows));
            for (int q = 0; q < queries.Count; q++)
            {
                TDot.Products(queries.Lanes(q), rows.All, products[..block.Rows]);
                int ownNorm = queries.Norm(q), limit = nearest.Limit(q);
                for (int r = 0; r < block.Rows; r++)
                {
                    int distance = ownNorm + rows.Norm(r) - (2 * products[r]);
                    if (distance < limit)
                    {
                        nearest.Offer(q, distance, block.FirstRow + r);
                        limit = nearest.Limit(q);
                    }
                }
            }
        }
    }

    /// <summary>Hands out blocks in rising order, so that each thread meets its rows in rising order.</summary>
    private sealed class BlockCounter
    {
        private int _next = -1;

        public int Next() => Interlocked.Increment(ref _next);
    }

    /// <summary>Rows as 16-bit lanes, with their squared lengths.</summary>
    private sealed class WidenedRows(int capacity)
    {
        private readonly short[] _lanes = new short[capacity * IDotKernel.Lanes];
        private readonly int[] _norms = new int[capacity];

        public int Count { get; private set; }

        public ReadOnlySpan<short> All => _lanes;

        public ReadOnlySpan<short> Lanes(int row) => _lanes.AsSpan(row * IDotKernel.Lanes, IDotKernel.Lanes);

        public int Norm(int row) => _norms[row];

        public void Fill(ReadOnlySpan<byte> rows)
        {
            Count = rows.Length / IDotKernel.Lanes;
            for (int i = 0; i < rows.Length; i++)
            {
                _lanes[i] = rows[i];
            }

            Span<int> norm = stackalloc int[1];
            for (int row = 0; row < Count; row++)
            {
                ScalarDot.Products(Lanes(row), Lanes(row), norm);
                _norms[row] = norm[0];
            }
        }
    }
}
