using System.Buffers.Binary;

namespace ImageSearch.Storage.Format;

/// <summary>What a catalog begins with.</summary>
/// <param name="Bytes">Of the whole block, padding included.</param>
/// <param name="Commit">The commit that wrote it.</param>
/// <param name="PreviousOffset">Where the catalog begins that this one changes; 0 if it stands for itself.</param>
/// <param name="PreviousChecksum">The checksum in that one's header.</param>
/// <param name="Content">Checksum of what follows the header, padding included.</param>
/// <param name="ChainLength">How many catalogs it builds on.</param>
/// <param name="ChainBytes">Bytes of this one and those that it builds on, but for the one that stands for itself.</param>
/// <param name="Version">The format version of the images in it.</param>
internal readonly record struct CatalogHeader(
    long Bytes, long Commit, long PreviousOffset, uint PreviousChecksum, uint Content, int ChainLength, long ChainBytes,
    int Version = IndexFormat.Version)
{
    public const int SizeOffset = 8;
    public const int CommitOffset = 16;
    public const int PreviousOffsetOffset = 24;
    public const int PreviousChecksumOffset = 32;
    public const int ContentOffset = 36;
    public const int ChainLengthOffset = 40;
    public const int VersionOffset = 44;
    public const int ChainBytesOffset = 48;

    public byte[] ToBytes()
    {
        var header = new byte[IndexFormat.BlockHeaderBytes];
        IndexFormat.CatalogMagic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(SizeOffset), Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(CommitOffset), Commit);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(PreviousOffsetOffset), PreviousOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(PreviousChecksumOffset), PreviousChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ContentOffset), Content);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(ChainLengthOffset), ChainLength);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(VersionOffset), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(ChainBytesOffset), ChainBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(IndexFormat.BlockChecksumOffset),
            Checksum.Of(header.AsSpan(..IndexFormat.BlockChecksumOffset)));
        return header;
    }

    /// <summary>The checksum in a header's bytes.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[IndexFormat.BlockChecksumOffset..]);

    /// <summary>Reads a header; false if it is none, its checksum is wrong, or it says more than <paramref name="room"/> bytes can
    /// hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> header, long room, out CatalogHeader result)
    {
        result = default;
        if (!header.StartsWith(IndexFormat.CatalogMagic) || ChecksumOf(header) != Checksum.Of(header[..IndexFormat.BlockChecksumOffset]))
        {
            return false;
        }

        result = new CatalogHeader(
            BinaryPrimitives.ReadInt64LittleEndian(header[SizeOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[CommitOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[PreviousOffsetOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[PreviousChecksumOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[ContentOffset..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[ChainLengthOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[ChainBytesOffset..]),
            Records.VersionOf(BinaryPrimitives.ReadInt32LittleEndian(header[VersionOffset..])));
        return Records.IsKnown(result.Version) && result.Bytes > IndexFormat.BlockHeaderBytes
            && result.Bytes % IndexFormat.Alignment == 0 && result.Bytes <= Math.Min(room, Array.MaxLength);
    }
}
