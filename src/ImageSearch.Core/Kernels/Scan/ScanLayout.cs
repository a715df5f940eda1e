namespace ImageSearch.Kernels.Scan;

/// <summary>How the kernels of the search want rows and their sketches to lie in memory.</summary>
/// <remarks>
/// Sketches lie in blocks of 16 rows: eight groups of four axes, 64 bytes each (four bytes of row 0, four of row 1, ...), then 16 sums of
/// 32 bits. All of it begins at multiples of 64 bytes. Little-endian.
/// </remarks>
internal static class ScanLayout
{
    /// <summary>Bytes in a row.</summary>
    public const int RowBytes = 128;

    /// <summary>Coordinates in a sketch.</summary>
    public const int Axes = 32;

    /// <summary>Axes whose bytes lie together, as the dot product instructions want them.</summary>
    public const int GroupAxes = 4;

    public const int Groups = Axes / GroupAxes;

    public const int BlockRows = 16;

    public const int GroupBytes = BlockRows * GroupAxes;

    /// <summary>Where the sums lie in a block.</summary>
    public const int SumsOffset = Groups * GroupBytes;

    public const int BlockBytes = SumsOffset + (BlockRows * sizeof(int));

    /// <summary>Rows that are sieved at once: their sketches (18 KiB) stay in the first-level cache, the rows themselves (64 KiB) in the
    /// second.</summary>
    public const int TileRows = 512;

    /// <summary>A bit for each row of a tile.</summary>
    public const int MaskBytes = TileRows / 8;

    public const int MaskWords = TileRows / 64;
}
