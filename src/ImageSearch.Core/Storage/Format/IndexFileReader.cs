using System.Buffers.Binary;

namespace ImageSearch.Storage.Format;

/// <summary>Reads header and catalogs and checks all of them. No memory is taken that the file's own length does not vouch for.</summary>
internal static class IndexFileReader
{
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IndexException">Its version is not known.</exception>
    public static IndexState Read(Stream file, string path)
    {
        IndexSlot slot = ReadSlot(file, path);
        var chain = new List<Catalog>();
        CatalogHeader newest = default, header = default;
        long offset = slot.CatalogOffset, limit = slot.FileBytes;
        uint checksum = slot.CatalogChecksum;
        for (; ; offset = header.PreviousOffset)
        {
            int expected = header.ChainLength - 1;
            header = ReadCatalog(file, offset, limit, checksum, out Catalog catalog);
            newest = chain.Count == 0 ? header : newest;
            if (chain.Count > 0 && header.ChainLength != expected)
            {
                throw new InvalidDataException("its catalogs do not follow one another");
            }

            chain.Add(catalog);
            if (header.PreviousOffset == 0)
            {
                break;
            }

            // Each lies before the one that builds on it, so the chain ends, and no byte is read twice.
            (limit, checksum) = (offset, header.PreviousChecksum);
        }

        chain.Reverse();
        Catalog whole = IndexState.Merge(chain, slot.FileBytes);
        return whole.Generation == slot.Generation && newest.Commit == slot.Commit
            ? new IndexState(slot, newest, header.Bytes, whole, IsSlotDamaged(file, slot, path))
            : throw new InvalidDataException("its header and its catalog are not of one commit");
    }

    /// <summary>Reads the slot that counts.</summary>
    /// <inheritdoc cref="Read"/>
    public static IndexSlot ReadSlot(Stream file, string path)
    {
        (IndexSlot? first, IndexSlot? second, bool damaged) = ReadSlots(file, path);
        IndexSlot? slot = second is null || first?.Commit >= second.Value.Commit ? first : second;
        if (slot is not { } found)
        {
            throw new InvalidDataException("its header is not that of an index, or its checksum is wrong");
        }

        CheckLength(found, file.Length);
        if (damaged && NextCommit(file, found) is { } next)
        {
            found = next;
        }

        return found;
    }

    /// <summary>Reads the slot that counts, and whether it stands where it should; the newest catalog's header is checked, no
    /// more.</summary>
    /// <inheritdoc cref="Read"/>
    public static (IndexSlot Slot, bool IsDamaged) ReadTip(Stream file, string path)
    {
        IndexSlot slot = ReadSlot(file, path);
        ReadCatalogHeader(file, slot.CatalogOffset, slot.FileBytes, slot.CatalogChecksum);
        return (slot, IsSlotDamaged(file, slot, path));
    }

    /// <summary>Reads both slots; null where one is damaged or was never written.</summary>
    /// <inheritdoc cref="Read"/>
    public static (IndexSlot? First, IndexSlot? Second, bool Damaged) ReadSlots(Stream file, string path)
    {
        // Versions 1 and 2 had smaller headers; they must be named, not taken for damage.
        var header = new byte[IndexFormat.HeaderBytes];
        file.Position = 0;
        int read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        IndexSlot? first = ReadSlot(header.AsSpan(..IndexFormat.SlotBytes), path);
        IndexSlot? second = ReadSlot(header.AsSpan(IndexFormat.SlotBytes), path);
        return read == header.Length
            ? (first, second, first is null || second is null)
            : throw new InvalidDataException($"{read} bytes are too few for a header");
    }

    /// <summary>Reads the catalog at an offset.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="limit">Where it ends at the latest.</param>
    /// <param name="checksum">What must stand in its header; null takes any.</param>
    /// <param name="catalog">Its content.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static CatalogHeader ReadCatalog(Stream file, long offset, long limit, uint? checksum, out Catalog catalog)
    {
        CatalogHeader header = ReadCatalogHeader(file, offset, limit, checksum);
        var content = new byte[header.Bytes - IndexFormat.BlockHeaderBytes];
        file.ReadExactly(content);
        catalog = Checksum.Of(content) == header.Content
            ? Catalog.FromBytes(content, header.Version)
            : throw new InvalidDataException($"the checksum of its catalog at byte {offset} is wrong");
        return header;
    }

    private static CatalogHeader ReadCatalogHeader(Stream file, long offset, long limit, uint? checksum)
    {
        if (offset < IndexFormat.HeaderBytes || offset % IndexFormat.Alignment != 0 || offset > limit - IndexFormat.BlockHeaderBytes)
        {
            throw new InvalidDataException("its catalog lies outside of the file");
        }

        var bytes = new byte[IndexFormat.BlockHeaderBytes];
        file.Position = offset;
        file.ReadExactly(bytes);
        return CatalogHeader.TryRead(bytes, limit - offset, out CatalogHeader header)
            && (checksum is null || CatalogHeader.ChecksumOf(bytes) == checksum)
            ? header
            : throw new InvalidDataException($"the header of its catalog at byte {offset} is damaged");
    }

    /// <summary>
    /// A slot that is damaged may have been torn when the commit after this one wrote it, or been the newest when the disk failed. Both
    /// times that commit lies behind this one, whole, since it is flushed before its slot is written: it counts.
    /// </summary>
    private static IndexSlot? NextCommit(Stream file, IndexSlot slot)
    {
        var header = new byte[IndexFormat.BlockHeaderBytes];
        for (long offset = slot.FileBytes; offset <= file.Length - header.Length;)
        {
            file.Position = offset;
            file.ReadExactly(header);
            long room = file.Length - offset;
            if (SegmentHeader.TryRead(header, room, out SegmentHeader segment) && segment.Commit == slot.Commit + 1)
            {
                offset += segment.Bytes;
                continue;
            }

            if (ListHeader.TryRead(header, room, out ListHeader lists) && lists.Commit == slot.Commit + 1)
            {
                offset += lists.Bytes;
                continue;
            }

            if (!CatalogHeader.TryRead(header, room, out CatalogHeader next) || next.Commit != slot.Commit + 1)
            {
                return null;
            }

            try
            {
                ReadCatalog(file, offset, file.Length, null, out Catalog catalog);
                return slot with
                {
                    Version = Math.Max(slot.Version, next.Version),
                    Commit = next.Commit,
                    Generation = catalog.Generation,
                    CatalogOffset = offset,
                    CatalogChecksum = CatalogHeader.ChecksumOf(header),
                    FileBytes = offset + next.Bytes,
                };
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsSlotDamaged(Stream file, IndexSlot slot, string path)
    {
        (IndexSlot? first, IndexSlot? second, _) = ReadSlots(file, path);
        return (slot.Number == 0 ? first : second) != slot;
    }

    private static IndexSlot? ReadSlot(ReadOnlySpan<byte> bytes, string path)
    {
        if (!IndexSlot.TryRead(bytes, out IndexSlot slot))
        {
            return null;
        }

        bool known = Records.IsKnown(slot.Version) && BinaryPrimitives.ReadInt32LittleEndian(bytes[IndexSlot.SizeOffset..])
            == IndexFormat.SlotBytes;
        return known ? slot : throw IndexException.VersionUnsupported(path, slot.Version, IndexFormat.Version, slot.Writer);
    }

    private static void CheckLength(IndexSlot slot, long length)
    {
        if (slot.FileBytes > length)
        {
            throw new InvalidDataException($"it has {length} bytes and should have {slot.FileBytes}: it was cut short");
        }

        if (slot.FileBytes < IndexFormat.HeaderBytes || slot.FileBytes % IndexFormat.Alignment != 0)
        {
            throw new InvalidDataException("its header cannot be right");
        }
    }
}
