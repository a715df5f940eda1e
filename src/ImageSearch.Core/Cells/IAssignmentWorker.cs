namespace ImageSearch.Cells;

/// <summary>One thread's part of dealing rows into cells.</summary>
internal interface IAssignmentWorker : IDisposable
{
    /// <summary>Finds the cells of rows, at most <see cref="CellAssignment.RowsAtOnce"/>.</summary>
    public void Find(ReadOnlySpan<byte> rows, Span<int> cells);
}
