using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Repair;

/// <summary>Walks over all blocks of a file, whatever its header and catalogs say of them; behind damage it goes on at the next sound
/// block.</summary>
internal static unsafe class BlockScan
{
    /// <param name="view">The file.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="from">Where a block begins, the first that is looked at.</param>
    public static IEnumerable<FoundBlock> Run(IndexView view, CancellationToken cancel, long from = IndexFormat.HeaderBytes)
    {
        long damage = -1;
        for (long offset = from; offset <= view.Bytes - IndexFormat.BlockHeaderBytes;)
        {
            cancel.ThrowIfCancellationRequested();
            if (Read(view, offset) is not { } block)
            {
                damage = damage < 0 ? offset : damage;
                offset += IndexFormat.Alignment;
                continue;
            }

            if (damage >= 0)
            {
                yield return Gap(damage, offset);
                damage = -1;
            }

            yield return block;
            offset += block.Bytes;
        }

        if (damage >= 0)
        {
            yield return Gap(damage, view.Bytes);
        }
    }

    private static FoundBlock Gap(long from, long to) =>
        new(from, to - from, 0, null, null, false, $"the {to - from} bytes from byte {from} on are no block: a header is damaged");

    /// <summary>The block that begins at a place of a file; null if none does.</summary>
    public static FoundBlock? Read(IndexView view, long offset)
    {
        var header = new ReadOnlySpan<byte>(view.Start + offset, IndexFormat.BlockHeaderBytes);
        if (SegmentHeader.TryRead(header, view.Bytes - offset, out SegmentHeader segment))
        {
            var stored = new StoredSegment(offset, segment.Rows, CatalogHeader.ChecksumOf(header));
            return new FoundBlock(offset, segment.Bytes, segment.Commit, stored, null, false, new SegmentParts(view, stored).Damage());
        }

        if (ListHeader.TryRead(header, view.Bytes - offset, out ListHeader lists))
        {
            var stored = new StoredListBlock(offset, lists.Rows, CatalogHeader.ChecksumOf(header));
            return new FoundBlock(offset, lists.Bytes, lists.Commit, null, null, false, new ListParts(view, stored).Damage())
            {
                Part = "Lists",
            };
        }

        if (!CatalogHeader.TryRead(header, view.Bytes - offset, out CatalogHeader catalog))
        {
            return null;
        }

        var content = new ReadOnlySpan<byte>(view.Start + offset + header.Length, (int)catalog.Bytes - header.Length);
        Catalog? read = null;
        string? damage = Checksum.Of(content) == catalog.Content ? null : $"the checksum of the catalog at byte {offset} is wrong";
        try
        {
            read = damage is null ? Catalog.FromBytes(content.ToArray(), catalog.Version) : null;
        }
        catch (InvalidDataException e)
        {
            damage = $"{e.Message}, at byte {offset}";
        }

        GC.KeepAlive(view);
        return new FoundBlock(offset, catalog.Bytes, catalog.Commit, null, read, catalog.PreviousOffset == 0, damage);
    }
}
