using ImageSearch.Kernels.Scan;

namespace ImageSearch.Neighbours;

/// <summary>
/// The k nearest rows so far of each of several query rows, shared by all threads, so that what one finds spares the others work. In what
/// order rows are offered does not matter: the k smallest of (squared distance, row) stay.
/// </summary>
internal sealed class NearestRows
{
    private readonly int _k;
    private readonly long[] _heaps;
    private readonly int[] _counts;
    private readonly int[] _limits;
    private readonly Lock[] _locks;

    public NearestRows(int queryRows, int k)
    {
        _k = k;
        _heaps = new long[(long)queryRows * k];
        _counts = new int[queryRows];
        _limits = new int[queryRows];
        Array.Fill(_limits, int.MaxValue);
        _locks = [.. Enumerable.Range(0, Math.Min(queryRows, 64)).Select(_ => new Lock())];
    }

    /// <summary>Rows farther from the query row than this squared distance are of no interest; it only ever falls.</summary>
    public int Limit(int query) => Volatile.Read(ref _limits[query]);

    /// <summary>Takes a row that is within the limit, or was a moment ago.</summary>
    public void Offer(int query, int squaredDistance, long row)
    {
        long key = NeighbourKey.Of(squaredDistance, row);
        lock (_locks[query % _locks.Length])
        {
            Span<long> heap = _heaps.AsSpan(query * _k, _k);
            int count = _counts[query];
            if (count < _k)
            {
                SiftUp(heap, count, key);
                _counts[query] = ++count;
            }
            else if (key < heap[0])
            {
                SiftDown(heap, key);
            }

            if (count == _k)
            {
                Volatile.Write(ref _limits[query], NeighbourKey.SquaredDistance(heap[0]));
            }
        }
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Array.Fill(_limits, int.MaxValue);
    }

    /// <summary>The nearest row of a query row that has one; for k of 1.</summary>
    public long Nearest(int query) => NeighbourKey.Row(_heaps[(long)query * _k]);

    /// <summary>The neighbours of a query row, nearest first, the lower row first on ties. Ends its use.</summary>
    public Neighbour[] Take(int query)
    {
        Span<long> keys = _heaps.AsSpan(query * _k, _counts[query]);
        keys.Sort();
        var neighbours = new Neighbour[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            neighbours[i] = new Neighbour(NeighbourKey.Row(keys[i]), NeighbourKey.SquaredDistance(keys[i]));
        }

        return neighbours;
    }

    /// <summary>The largest key is at the top; each is at least as large as the two below it.</summary>
    private static void SiftUp(Span<long> heap, int at, long key)
    {
        while (at > 0 && heap[(at - 1) / 2] < key)
        {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        heap[at] = key;
    }

    private static void SiftDown(Span<long> heap, long key)
    {
        int at = 0;
        for (int child = 1; child < heap.Length; child = (2 * at) + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1] > heap[child])
            {
                child++;
            }

            if (heap[child] <= key)
            {
                break;
            }

            heap[at] = heap[child];
            at = child;
        }

        heap[at] = key;
    }
}
