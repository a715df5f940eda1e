namespace ImageSearch.Benchmarks;

/// <summary>How much memory an index takes for each of its rows, by how much the process grew.</summary>
internal static class RowMemory
{
    /// <summary>Of fewer rows their own memory is not much more than what comes and goes beside it.</summary>
    public const long MinRows = 100_000;

    /// <summary>Null where it cannot be told.</summary>
    /// <param name="bytesBefore">Of the process, before the rows were read.</param>
    /// <param name="bytesAfter">Of the process, with the rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="isMadeHere">Whether this process made the rows, too: what that left behind is used again for them.</param>
    public static double? BytesARow(long bytesBefore, long bytesAfter, long rows, bool isMadeHere) =>
        isMadeHere || rows < MinRows ? null : Math.Round((bytesAfter - bytesBefore) / (double)rows, 1);
}
