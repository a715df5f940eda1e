using ImageSearch.Sift;

namespace ImageSearch.Storage.Format;

/// <summary>The constants of the file format that docs/index-format.md describes. Numbers are little-endian.</summary>
internal static class IndexFormat
{
    /// <summary>The version that is written.</summary>
    public const int Version = 6;

    /// <summary>The oldest that is read. Its blocks may stand before those of the present one in a file. Versions 1 and 2 were never
    /// released.</summary>
    public const int OldestVersion = 3;

    /// <summary>The first whose catalogs name the folders that the index follows.</summary>
    public const int FirstWithFollowed = 5;

    /// <summary>The first whose catalogs name the kind of the index and its lists.</summary>
    public const int FirstWithLists = 6;

    /// <summary>Two slots, each as large as a sector of any disk, so that a torn write of one cannot touch the other.</summary>
    public const int SlotBytes = 4096;

    /// <summary>The first block begins here; the two header slots lie before it.</summary>
    public const int HeaderBytes = 2 * SlotBytes;

    /// <summary>Blocks, and the parts of a segment, begin at multiples of this.</summary>
    public const int Alignment = 64;

    /// <summary>What every segment and every catalog begins with.</summary>
    public const int BlockHeaderBytes = 64;

    /// <summary>The last four bytes of a block's header: CRC-32C of those before.</summary>
    public const int BlockChecksumOffset = BlockHeaderBytes - sizeof(uint);

    public const int DescriptorBytes = SiftSettings.DescriptorBytes;

    public const int KeypointBytes = 8;

    public const int HashBytes = 32;

    /// <summary>Longest path that is read back, in UTF-8 bytes; file systems end before it.</summary>
    public const int LongestPathBytes = 1 << 16;

    /// <summary>Rows in a segment, unless one image has more: what damage in one place can cost.</summary>
    public const int RowsASegment = 1 << 16;

    /// <summary>The first eight bytes of every slot; the line ends reveal a transfer in text mode.</summary>
    public static ReadOnlySpan<byte> Magic => Files.IndexSignature.Bytes;

    /// <summary>The first eight bytes of a segment.</summary>
    public static ReadOnlySpan<byte> SegmentMagic => Files.IndexSignature.Segment;

    /// <summary>The first eight bytes of a catalog.</summary>
    public static ReadOnlySpan<byte> CatalogMagic => Files.IndexSignature.Catalog;

    /// <summary>The first eight bytes of a block of centres.</summary>
    public static ReadOnlySpan<byte> CentresMagic => "ImgCen\r\n"u8;

    /// <summary>The first eight bytes of a block of lists.</summary>
    public static ReadOnlySpan<byte> ListsMagic => "ImgLst\r\n"u8;

    /// <summary>Who writes: shown by a reader that does not know the version.</summary>
    public static string Writer { get; } = $"ImageSearch {typeof(IndexFormat).Assembly.GetName().Version!.ToString(3)}";

    public static long Align(long offset) => (offset + Alignment - 1) / Alignment * Alignment;
}
