namespace ImageSearch.Index;

/// <summary>What makes an index one of the kind <see cref="IndexKind.Inverted"/>: centres, and lists of the rows by the cells they are
/// in.</summary>
/// <param name="Centres">The centres of the cells.</param>
/// <param name="Parts">The lists: each lists some of the segments; no segment is in two.</param>
internal sealed record InvertedLists(CellCentres Centres, IReadOnlyList<RowLists> Parts);
