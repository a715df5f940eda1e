using System.Buffers.Binary;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Storage.Format;

/// <summary>
/// What a block of centres or of lists begins with. Behind it lie, of centres, their rows; of lists, a table (the offset and the rows of
/// each segment, then for each cell the number of the block behind its last one), padded to 64 bytes, and the blocks of codes.
/// </summary>
/// <param name="IsCentres">Whether it is a block of centres.</param>
/// <param name="Commit">The commit that wrote it.</param>
/// <param name="Rows">How many rows are listed; of centres, how many there are.</param>
/// <param name="Blocks">Blocks of codes.</param>
/// <param name="Cells">How many cells there are.</param>
/// <param name="Segments">How many segments are listed.</param>
/// <param name="Table">Checksum of the table and the padding after it.</param>
/// <param name="Content">Checksum of the centres or of the blocks of codes.</param>
internal readonly record struct ListHeader(
    bool IsCentres, long Commit, long Rows, long Blocks, int Cells, int Segments, uint Table, uint Content)
{
    public const int CommitOffset = 16;
    public const int RowsOffset = 24;
    public const int BlocksOffset = 32;
    public const int CellsOffset = 40;
    public const int SegmentsOffset = 44;
    public const int TableOffset = 48;
    public const int ContentOffset = 52;
    public const int SizeOffset = 8;

    /// <summary>Most cells: what a file says is not believed beyond.</summary>
    private const int MostCells = 1 << 20;

    /// <summary>Bytes of the table, padding included.</summary>
    public long TableBytes => IsCentres ? 0 : IndexFormat.Align((Segments * 16L) + (Cells * 8L));

    /// <summary>Where centres or codes begin, from the block's first byte on.</summary>
    public long ContentAt => IndexFormat.BlockHeaderBytes + TableBytes;

    /// <summary>Bytes of centres or codes.</summary>
    public long ContentBytes => IsCentres ? (long)Cells * IndexFormat.DescriptorBytes : Blocks * CodeLayout.BlockBytes;

    /// <summary>Bytes of the whole block.</summary>
    public long Bytes => ContentAt + ContentBytes;

    public byte[] ToBytes()
    {
        var header = new byte[IndexFormat.BlockHeaderBytes];
        (IsCentres ? IndexFormat.CentresMagic : IndexFormat.ListsMagic).CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(SizeOffset), Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(CommitOffset), Commit);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(RowsOffset), Rows);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(BlocksOffset), Blocks);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(CellsOffset), Cells);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(SegmentsOffset), Segments);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(TableOffset), Table);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ContentOffset), Content);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(IndexFormat.BlockChecksumOffset),
            Checksum.Of(header.AsSpan(..IndexFormat.BlockChecksumOffset)));
        return header;
    }

    /// <summary>Reads a header; false if it is none, its checksum is wrong, or it says more than <paramref name="room"/> bytes can
    /// hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> header, long room, out ListHeader result)
    {
        result = default;
        bool isCentres = header.StartsWith(IndexFormat.CentresMagic);
        if ((!isCentres && !header.StartsWith(IndexFormat.ListsMagic))
            || CatalogHeader.ChecksumOf(header) != Checksum.Of(header[..IndexFormat.BlockChecksumOffset]))
        {
            return false;
        }

        result = new ListHeader(
            isCentres,
            BinaryPrimitives.ReadInt64LittleEndian(header[CommitOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[RowsOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[BlocksOffset..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[CellsOffset..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[SegmentsOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[TableOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[ContentOffset..]));
        return result.Cells is > 0 and <= MostCells && result.Segments >= 0 && result.Rows >= 0 && result.Rows < CodeLayout.NoRow
            && result.Blocks >= 0 && result.Blocks <= room / CodeLayout.BlockBytes
            && result.Bytes <= room && BinaryPrimitives.ReadInt64LittleEndian(header[SizeOffset..]) == result.Bytes;
    }
}
