namespace ImageSearch.Kernels.Scan;

/// <summary>How the kernels want the codes of a cell's rows to lie in memory, and so do files.</summary>
/// <remarks>
/// Blocks of 32 rows: 16 times 32 bytes of codes (byte 0 of each row, byte 1 of each row, ...; a byte is eight signs, the first lowest),
/// then 32 squared lengths and 32 factors (the upper halves of 32-bit floats), 32 row numbers of 32 bits, and for each row a byte of scale
/// and one of direction. Blocks begin at multiples of 64 bytes. Little-endian.
/// </remarks>
internal static class CodeLayout
{
    /// <summary>Signs of a row.</summary>
    public const int Signs = 128;

    /// <summary>Bytes of a row's signs.</summary>
    public const int CodeBytes = Signs / 8;

    public const int BlockRows = 32;

    /// <summary>Where the squared lengths lie in a block.</summary>
    public const int LengthsOffset = CodeBytes * BlockRows;

    /// <summary>Where the factors lie in a block.</summary>
    public const int FactorsOffset = LengthsOffset + (BlockRows * sizeof(ushort));

    /// <summary>Where the row numbers lie in a block.</summary>
    public const int RowsOffset = FactorsOffset + (BlockRows * sizeof(ushort));

    /// <summary>Where scales and directions lie in a block, two bytes a row.</summary>
    public const int KeypointsOffset = RowsOffset + (BlockRows * sizeof(uint));

    public const int BlockBytes = KeypointsOffset + (BlockRows * 2);

    /// <summary>The number of a row that is none: what fills up a cell's last block.</summary>
    public const uint NoRow = uint.MaxValue;

    /// <summary>Signs that are looked up together.</summary>
    public const int GroupSigns = 4;

    /// <summary>What a group of signs can be.</summary>
    public const int GroupValues = 1 << GroupSigns;

    /// <summary>Bytes of the tables of a query row: what each group of signs adds to its sum.</summary>
    public const int TableBytes = Signs / GroupSigns * GroupValues;

    /// <summary>Blocks that so many rows take.</summary>
    public static long Blocks(long rows) => (rows + BlockRows - 1) / BlockRows;
}
