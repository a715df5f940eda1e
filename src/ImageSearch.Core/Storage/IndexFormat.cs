namespace ImageSearch.Storage;

/// <summary>The constants of the file format that docs/index-format.md describes. Numbers are little-endian.</summary>
internal static class IndexFormat
{
    /// <summary>The version that is written.</summary>
    public const int Version = 2;

    /// <summary>The oldest version that is read.</summary>
    public const int OldestVersion = 1;

    /// <summary>The first segment begins here; the header slots lie before it.</summary>
    public const int HeaderBytes = 4096;

    public const int SlotBytes = 256;

    /// <summary>The slot's last four bytes: CRC-32C of the ones before.</summary>
    public const int SlotChecksumOffset = SlotBytes - 4;

    /// <summary>Segments and the catalog begin at multiples of this.</summary>
    public const int Alignment = 64;

    public const int KeypointBytes = 8;

    /// <summary>Longest path that is read back, in UTF-8 bytes; file systems end before it.</summary>
    public const int LongestPathBytes = 1 << 16;

    /// <summary>The first eight bytes of every slot; the line ends reveal a transfer in text mode.</summary>
    public static ReadOnlySpan<byte> Magic => "ImgIdx\r\n"u8;

    public static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}
