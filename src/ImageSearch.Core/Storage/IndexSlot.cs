using System.Buffers.Binary;

namespace ImageSearch.Storage;

/// <summary>A header slot: which generation the file holds and where its catalog lies.</summary>
internal readonly record struct IndexSlot(int Version, long Generation, long CatalogOffset, long CatalogBytes, uint CatalogChecksum, long FileBytes)
{
    public const int VersionOffset = 8;
    public const int SizeOffset = 12;
    public const int GenerationOffset = 16;
    public const int CatalogOffsetOffset = 24;
    public const int CatalogBytesOffset = 32;
    public const int CatalogChecksumOffset = 40;
    public const int FileBytesOffset = 48;

    public void Write(Span<byte> slot)
    {
        slot.Clear();
        IndexFormat.Magic.CopyTo(slot);
        BinaryPrimitives.WriteInt32LittleEndian(slot[VersionOffset..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(slot[SizeOffset..], IndexFormat.SlotBytes);
        BinaryPrimitives.WriteInt64LittleEndian(slot[GenerationOffset..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(slot[CatalogOffsetOffset..], CatalogOffset);
        BinaryPrimitives.WriteInt64LittleEndian(slot[CatalogBytesOffset..], CatalogBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[CatalogChecksumOffset..], CatalogChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(slot[FileBytesOffset..], FileBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[IndexFormat.SlotChecksumOffset..], Checksum.Of(slot[..IndexFormat.SlotChecksumOffset]));
    }

    /// <summary>Reads a slot; false if its magic or checksum is wrong, as in a slot that was never written or was torn.</summary>
    public static bool TryRead(ReadOnlySpan<byte> slot, out IndexSlot result)
    {
        result = default;
        if (!slot.StartsWith(IndexFormat.Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(slot[IndexFormat.SlotChecksumOffset..]) != Checksum.Of(slot[..IndexFormat.SlotChecksumOffset]))
        {
            return false;
        }

        result = new IndexSlot(
            BinaryPrimitives.ReadInt32LittleEndian(slot[VersionOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[GenerationOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[CatalogOffsetOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[CatalogBytesOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(slot[CatalogChecksumOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[FileBytesOffset..]));
        return true;
    }
}
