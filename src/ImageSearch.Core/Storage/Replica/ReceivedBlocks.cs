using ImageSearch.Storage.Format;
using ImageSearch.Storage.Repair;

namespace ImageSearch.Storage.Replica;

/// <summary>Blocks that came from another machine: whether they are, to the byte, what its commits wrote.</summary>
internal static unsafe class ReceivedBlocks
{
    /// <summary>Checks every byte behind a file's own commit, up to the end of the one that was published.</summary>
    /// <param name="path">The file; its header says nothing of them yet.</param>
    /// <param name="from">Where they begin.</param>
    /// <param name="published">The commit with which they end.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The slot of the commit before that one; null if it is not among them.</returns>
    /// <exception cref="InvalidDataException">They are something else.</exception>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    public static IndexSlot? Check(string path, long from, IndexSlot published, CancellationToken cancel)
    {
        using FileStream reading = OpenedIndex.OpenToRead(path);
        if (reading.Length < published.FileBytes)
        {
            throw new EndOfStreamException($"it has {reading.Length} bytes and should have {published.FileBytes}");
        }

        using IndexView view = IndexView.Open(reading, published.FileBytes, IndexView.IsRemote(path));
        IndexSlot? before = null;
        long end = from;
        foreach (FoundBlock block in BlockScan.Run(view, cancel, from))
        {
            if (block.Damage is { } damage)
            {
                throw new InvalidDataException(damage);
            }

            if (block.Segment is { } segment)
            {
                _ = new SegmentParts(view, segment).Table();
            }

            if (block.Offset == published.CatalogOffset && block.Catalog?.Generation != published.Generation)
            {
                throw new InvalidDataException("its newest catalog is not of the generation that was published");
            }

            end = block.Offset + block.Bytes;
            if (block.Catalog is { } catalog && block.Commit == published.Commit - 1)
            {
                CatalogHeader header = HeaderAt(view, block.Offset, out uint checksum);
                before = new IndexSlot(
                    header.Version, block.Commit, catalog.Generation, block.Offset, checksum, end, published.Writer);
            }
        }

        if (end != published.FileBytes)
        {
            throw new InvalidDataException($"its blocks end at byte {end}, and should at byte {published.FileBytes}");
        }

        CheckChain(view, published);
        return before;
    }

    /// <summary>Each catalog is the one that the next means, those in what the file had before too.</summary>
    private static void CheckChain(IndexView view, IndexSlot published)
    {
        (long offset, uint expected, long limit) = (published.CatalogOffset, published.CatalogChecksum, published.FileBytes);
        for (bool isNewest = true; offset != 0; isNewest = false)
        {
            if (offset < IndexFormat.HeaderBytes || offset % IndexFormat.Alignment != 0 || offset > limit - IndexFormat.BlockHeaderBytes)
            {
                throw new InvalidDataException("its catalogs lie outside of the file");
            }

            CatalogHeader header = HeaderAt(view, offset, out uint checksum);
            bool isRight = checksum == expected && (!isNewest || (header.Commit == published.Commit
                && header.Version == published.Version && offset + header.Bytes == limit));
            if (!isRight)
            {
                throw new InvalidDataException($"the catalog at byte {offset} is not the one that was published");
            }

            // Each lies before the one that builds on it, so the chain ends.
            (offset, expected, limit) = (header.PreviousOffset, header.PreviousChecksum, offset);
        }
    }

    private static CatalogHeader HeaderAt(IndexView view, long offset, out uint checksum)
    {
        var bytes = new ReadOnlySpan<byte>(view.Start + offset, IndexFormat.BlockHeaderBytes);
        bool isCatalog = CatalogHeader.TryRead(bytes, view.Bytes - offset, out CatalogHeader header);
        checksum = CatalogHeader.ChecksumOf(bytes);
        GC.KeepAlive(view);
        return isCatalog ? header : throw new InvalidDataException($"there is no catalog at byte {offset}");
    }
}
