namespace ImageSearch.Neighbours;

/// <summary>All rows within a squared distance of each query row.</summary>
internal sealed class RowsWithin : RowCollector
{
    private readonly int _squaredDistance;
    private readonly List<Neighbour>[] _found;

    public RowsWithin(int queryRows, int squaredDistance)
    {
        _squaredDistance = squaredDistance;
        _found = [.. Enumerable.Range(0, queryRows).Select(_ => new List<Neighbour>())];
    }

    public override int Limit(int query) => _squaredDistance;

    public override void Offer(int query, int squaredDistance, long row)
    {
        lock (_found[query])
        {
            _found[query].Add(new Neighbour(row, squaredDistance));
        }
    }

    /// <summary>The rows of a query row, nearest first, the lower row first on ties.</summary>
    public Neighbour[] Take(int query) => [.. _found[query].Order()];
}
