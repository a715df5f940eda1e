using System.Buffers.Binary;
using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>What a segment begins with. Behind it lie descriptors, sketches, keypoints and the table of its images, each padded to 64
/// bytes.</summary>
/// <param name="Commit">The commit that wrote it.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="TableBytes">Bytes of its table of images, padding included.</param>
/// <param name="Descriptors">Checksum of the descriptors.</param>
/// <param name="Sketches">Checksum of the sketches.</param>
/// <param name="Keypoints">Checksum of the keypoints and the padding after them.</param>
/// <param name="Table">Checksum of the table and the padding after it.</param>
/// <param name="Version">The format version of the images in the table.</param>
internal readonly record struct SegmentHeader(
    long Commit, long Rows, long TableBytes, uint Descriptors, uint Sketches, uint Keypoints, uint Table, int Version = IndexFormat.Version)
{
    public const int SizeOffset = 8;
    public const int CommitOffset = 16;
    public const int RowsOffset = 24;
    public const int TableBytesOffset = 32;
    public const int DescriptorsOffset = 40;
    public const int SketchesOffset = 44;
    public const int KeypointsOffset = 48;
    public const int TableOffset = 52;
    public const int VersionOffset = 56;

    /// <summary>Where the sketches begin, from the segment's first byte on.</summary>
    public static long SketchesAt(long rows) => IndexFormat.BlockHeaderBytes + (rows * IndexFormat.DescriptorBytes);

    /// <summary>Where the keypoints begin, from the segment's first byte on.</summary>
    public static long KeypointsAt(long rows) => SketchesAt(rows) + Sketch.Bytes(rows);

    /// <summary>Where the table of images begins, from the segment's first byte on.</summary>
    public static long TableAt(long rows) => IndexFormat.Align(KeypointsAt(rows) + (rows * IndexFormat.KeypointBytes));

    /// <summary>Bytes of the whole segment.</summary>
    public long Bytes => TableAt(Rows) + TableBytes;

    public byte[] ToBytes()
    {
        var header = new byte[IndexFormat.BlockHeaderBytes];
        IndexFormat.SegmentMagic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(SizeOffset), Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(CommitOffset), Commit);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(RowsOffset), Rows);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(TableBytesOffset), TableBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(DescriptorsOffset), Descriptors);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(SketchesOffset), Sketches);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(KeypointsOffset), Keypoints);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(TableOffset), Table);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(VersionOffset), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(IndexFormat.BlockChecksumOffset),
            Checksum.Of(header.AsSpan(..IndexFormat.BlockChecksumOffset)));
        return header;
    }

    /// <summary>Reads a header; false if it is none, its checksum is wrong, or it says more than <paramref name="room"/> bytes can
    /// hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> header, long room, out SegmentHeader result)
    {
        result = default;
        if (!header.StartsWith(IndexFormat.SegmentMagic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[IndexFormat.BlockChecksumOffset..]) != Checksum.Of(
                header[..IndexFormat.BlockChecksumOffset]))
        {
            return false;
        }

        result = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(header[CommitOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[RowsOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[TableBytesOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[DescriptorsOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[SketchesOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[KeypointsOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[TableOffset..]),
            Records.VersionOf(BinaryPrimitives.ReadInt32LittleEndian(header[VersionOffset..])));
        return Records.IsKnown(result.Version) && HasRoom(result.Rows, room) && result.TableBytes > 0
            && result.TableBytes % IndexFormat.Alignment == 0
            && result.TableBytes <= room - TableAt(result.Rows)
            && BinaryPrimitives.ReadInt64LittleEndian(header[SizeOffset..]) == result.Bytes;
    }

    /// <summary>Whether a segment of so many rows can lie in so many bytes.</summary>
    public static bool HasRoom(long rows, long room) =>
        rows > 0 && rows <= int.MaxValue && rows <= room / IndexFormat.DescriptorBytes && TableAt(rows) <= room;
}
