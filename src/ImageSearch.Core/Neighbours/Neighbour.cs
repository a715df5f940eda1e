namespace ImageSearch.Neighbours;

/// <summary>A row near to a query row.</summary>
/// <param name="Row">The row's number in the snapshot.</param>
/// <param name="SquaredDistance">Squared Euclidean distance of the descriptors, at most 8,323,200.</param>
public readonly record struct Neighbour(long Row, int SquaredDistance) : IComparable<Neighbour>
{
    /// <summary>Nearer first; the lower row on ties.</summary>
    public int CompareTo(Neighbour other)
    {
        int order = SquaredDistance.CompareTo(other.SquaredDistance);
        return order != 0 ? order : Row.CompareTo(other.Row);
    }
}
