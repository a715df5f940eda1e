namespace ImageSearch.Neighbours;

/// <summary>Takes the rows that a search finds, from several threads at once.</summary>
internal abstract class RowCollector
{
    /// <summary>Rows farther from the query row than this squared distance are of no interest; it only ever falls.</summary>
    public abstract int Limit(int query);

    /// <summary>Takes a row that is within the limit, or was a moment ago.</summary>
    public abstract void Offer(int query, int squaredDistance, long row);
}
