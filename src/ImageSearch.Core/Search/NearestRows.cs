namespace ImageSearch.Search;

/// <summary>
/// The k nearest rows so far of each of several query rows, sorted. Rows must be offered in rising order, so that on a tie the first
/// offered is the lower row.
/// </summary>
internal sealed class NearestRows
{
    private readonly int _k;
    private readonly int[] _distances;
    private readonly long[] _rows;
    private readonly int[] _counts;

    public NearestRows(int queryRows, int k)
    {
        _k = k;
        _distances = new int[queryRows * k];
        _rows = new long[queryRows * k];
        _counts = new int[queryRows];
        Array.Fill(_distances, int.MaxValue);
    }

    /// <summary>Only a smaller squared distance is of interest to the query row.</summary>
    public int Limit(int query) => _distances[(query * _k) + _k - 1];

    public void Offer(int query, int distance, long row)
    {
        Span<int> distances = _distances.AsSpan(query * _k, _k);
        Span<long> rows = _rows.AsSpan(query * _k, _k);
        int at = Math.Min(_counts[query], _k - 1);
        if (distances[at] <= distance)
        {
            return;
        }

        while (at > 0 && distances[at - 1] > distance)
        {
            at--;
        }

        distances[at..^1].CopyTo(distances[(at + 1)..]);
        rows[at..^1].CopyTo(rows[(at + 1)..]);
        distances[at] = distance;
        rows[at] = row;
        _counts[query] = Math.Min(_counts[query] + 1, _k);
    }

    /// <summary>The neighbours of one query row over the parts that several threads found, nearest first.</summary>
    public static Neighbour[] Merge(IEnumerable<NearestRows> parts, int query)
    {
        var all = new List<Neighbour>();
        int k = 0;
        foreach (NearestRows part in parts)
        {
            k = part._k;
            for (int i = 0; i < part._counts[query]; i++)
            {
                all.Add(new Neighbour(part._rows[(query * k) + i], part._distances[(query * k) + i]));
            }
        }

        all.Sort();
        return [.. all.Take(k)];
    }
}
