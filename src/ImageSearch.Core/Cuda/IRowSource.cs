namespace ImageSearch.Cuda;

/// <summary>The rows of an index at one moment, and which of them a search looks at.</summary>
internal interface IRowSource
{
    /// <summary>All rows, one run after the other.</summary>
    public IReadOnlyList<RowRun> Runs { get; }

    /// <summary>Writes a bit for each of some rows, the first one lowest: whether it is searched. Returns how many are.</summary>
    public int Wanted(long firstRow, int rows, Span<uint> bits);
}
