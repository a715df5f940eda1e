namespace ImageSearch.Index;

/// <summary>When the rows of removed images are worth the work of copying the others together, in memory as in a file.</summary>
internal static class DeadRows
{
    /// <summary>Fewer are not worth it.</summary>
    private const long Tolerable = 1 << 16;

    /// <summary>Whether more than half of all rows, and not just a few, are dead.</summary>
    public static bool AreTooMany(long dead, long live) => dead > Tolerable && dead > live;
}
