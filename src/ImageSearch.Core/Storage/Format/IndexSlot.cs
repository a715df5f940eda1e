using System.Buffers.Binary;
using System.Text;

namespace ImageSearch.Storage.Format;

/// <summary>A header slot: which state the file holds and where its catalog lies.</summary>
/// <param name="Version">The format's.</param>
/// <param name="Commit">Counts the commits into this file, from 1.</param>
/// <param name="Generation">Counts the index's changes.</param>
/// <param name="CatalogOffset">Where the newest catalog begins.</param>
/// <param name="CatalogChecksum">The checksum in that catalog's header.</param>
/// <param name="FileBytes">Where the commit ended; what lies behind is no part of it.</param>
/// <param name="Writer">Who wrote it.</param>
internal readonly record struct IndexSlot(
    int Version, long Commit, long Generation, long CatalogOffset, uint CatalogChecksum, long FileBytes, string Writer)
{
    public const int VersionOffset = 8;
    public const int SizeOffset = 12;
    public const int CommitOffset = 16;
    public const int GenerationOffset = 24;
    public const int CatalogOffsetOffset = 32;
    public const int CatalogChecksumOffset = 40;
    public const int FileBytesOffset = 48;
    public const int WriterOffset = 64;
    public const int WriterBytes = 64;
    public const int ChecksumOffset = IndexFormat.SlotBytes - sizeof(uint);

    /// <summary>Smallest slot of any version, that there be room for what all versions share.</summary>
    private const int MinSlotBytes = 256;

    /// <summary>Which of the two slots is this commit's.</summary>
    public int Number => (int)(Commit % 2);

    /// <summary>The state that it names.</summary>
    public FileMark Mark => new(Commit, CatalogOffset, CatalogChecksum, FileBytes);

    public byte[] ToBytes()
    {
        var slot = new byte[IndexFormat.SlotBytes];
        IndexFormat.Magic.CopyTo(slot);
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(VersionOffset), Version);
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(SizeOffset), IndexFormat.SlotBytes);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(CommitOffset), Commit);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(GenerationOffset), Generation);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(CatalogOffsetOffset), CatalogOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(CatalogChecksumOffset), CatalogChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(FileBytesOffset), FileBytes);
        Encoding.UTF8.GetBytes(Writer).AsSpan().CopyTo(slot.AsSpan(WriterOffset, WriterBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(ChecksumOffset), Checksum.Of(slot.AsSpan(..ChecksumOffset)));
        return slot;
    }

    /// <summary>Writes it into one of a file's two slots, to which readers look from then on; it is durable once the file is
    /// flushed.</summary>
    public void WriteTo(Stream file, int number)
    {
        file.Position = (long)number * IndexFormat.SlotBytes;
        file.Write(ToBytes());
    }

    /// <summary>
    /// Reads a slot of any version, whose own size says where its checksum lies; false if its magic or checksum is wrong, as in one that
    /// was torn. Of another version than this one's, only <see cref="Version"/> and <see cref="Writer"/> mean something.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> slot, out IndexSlot result)
    {
        result = default;
        int size = BinaryPrimitives.ReadInt32LittleEndian(slot[SizeOffset..]);
        if (!slot.StartsWith(IndexFormat.Magic) || size < MinSlotBytes || size > slot.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(slot[(size - sizeof(uint))..]) != Checksum.Of(slot[..(size - sizeof(uint))]))
        {
            return false;
        }

        result = new IndexSlot(
            BinaryPrimitives.ReadInt32LittleEndian(slot[VersionOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[CommitOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[GenerationOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[CatalogOffsetOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(slot[CatalogChecksumOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(slot[FileBytesOffset..]),
            Encoding.UTF8.GetString(slot.Slice(WriterOffset, WriterBytes)).TrimEnd('\0'));
        return true;
    }
}
