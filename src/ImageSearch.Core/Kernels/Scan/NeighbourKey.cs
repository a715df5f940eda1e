namespace ImageSearch.Kernels.Scan;

/// <summary>A row and its squared distance in one number, the nearer the smaller, on ties the lower row: 23 bits of distance above 40 of
/// the row.</summary>
internal static class NeighbourKey
{
    /// <summary>Bits of the row's number, below those of the distance.</summary>
    public const int RowBits = 40;

    /// <summary>The largest row that there is a number for.</summary>
    public const long RowMask = (1L << RowBits) - 1;

    /// <summary>The largest squared distance of two rows: 8,323,200.</summary>
    public const int MaxSquaredDistance = ScanLayout.RowBytes * byte.MaxValue * byte.MaxValue;

    public static long Of(int squaredDistance, long row) => ((long)squaredDistance << RowBits) | row;

    public static long Row(long key) => key & RowMask;

    public static int SquaredDistance(long key) => (int)(key >> RowBits);
}
