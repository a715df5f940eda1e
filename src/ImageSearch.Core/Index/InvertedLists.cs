namespace ImageSearch.Index;

/// <summary>What makes an index one of the kind <see cref="IndexKind.Inverted"/>: centres, and lists of the rows by the cells they are
/// in.</summary>
/// <param name="Centres">The centres of the cells.</param>
/// <param name="Parts">The lists: each lists some of the segments; no segment is in two.</param>
internal sealed record InvertedLists(CellCentres Centres, IReadOnlyList<RowLists> Parts)
{
    /// <summary>What is wrong with them; null if nothing is. To be asked before they are used.</summary>
    /// <exception cref="IndexException">The file that they come from was cut short or written over.</exception>
    public string? Damage() => Parts.Select(p => p.Damage()).FirstOrDefault(d => d is not null);
}
