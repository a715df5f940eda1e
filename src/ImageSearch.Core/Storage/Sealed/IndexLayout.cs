using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Sealed;

/// <summary>What an index file consists of: blocks, one behind the other, and the slot that makes its newest commit count.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Blocks">All blocks in the order of the file, those among them that no longer count.</param>
internal sealed record IndexLayout(IndexSlot Slot, IReadOnlyList<SealedBlock> Blocks)
{
    /// <summary>The layout of a file, by the headers of its blocks; their content is not looked at.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">A header is damaged.</exception>
    /// <exception cref="IndexException">Its version is not known.</exception>
    public static IndexLayout Read(Stream file, string path)
    {
        IndexSlot slot = IndexFileReader.ReadSlot(file, path);
        return new IndexLayout(slot, Walk(file, IndexFormat.HeaderBytes, slot.FileBytes));
    }

    /// <summary>The blocks that lie between two places of a file.</summary>
    /// <exception cref="InvalidDataException">A header is damaged.</exception>
    public static IReadOnlyList<SealedBlock> Walk(Stream file, long from, long end)
    {
        var blocks = new List<SealedBlock>();
        byte[] header = new byte[IndexFormat.BlockHeaderBytes];
        for (long offset = from; offset < end; offset = blocks[^1].End)
        {
            file.Position = offset;
            file.ReadExactly(header);
            blocks.Add(Read(header, offset, end - offset) ?? throw new InvalidDataException($"what begins at byte {offset} is no block"));
        }

        return blocks;
    }

    /// <summary>Checks that blocks lie one behind the other, from the header on to the end that the slot tells.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public IndexLayout Checked()
    {
        long end = IndexFormat.HeaderBytes;
        foreach (SealedBlock block in Blocks)
        {
            SealedBlock? told = TryHeader(block.Header) is { } header ? Read(header, block.Offset, block.Bytes) : null;
            if (block.Offset != end || told != block)
            {
                throw new InvalidDataException($"the block at byte {block.Offset} is not what its header says, or not at its place");
            }

            end = block.End;
        }

        return end == Slot.FileBytes ? this
            : throw new InvalidDataException($"its blocks end at byte {end}, and should at {Slot.FileBytes}");
    }

    /// <summary>The header of a file with these blocks: both slots alike, as in a file that is written anew.</summary>
    public byte[] Header() => [.. Slot.ToBytes(), .. Slot.ToBytes()];

    private static byte[]? TryHeader(string text)
    {
        byte[] bytes = new byte[IndexFormat.BlockHeaderBytes];
        return Convert.TryFromBase64String(text, bytes, out int written) && written == bytes.Length ? bytes : null;
    }

    private static SealedBlock? Read(byte[] header, long offset, long room)
    {
        (BlockKind Kind, long Bytes)? found =
            SegmentHeader.TryRead(header, room, out SegmentHeader segment) ? (BlockKind.Segment, segment.Bytes)
            : ListHeader.TryRead(header, room, out ListHeader lists) ? (BlockKind.Lists, lists.Bytes)
            : CatalogHeader.TryRead(header, room, out CatalogHeader catalog) ? (BlockKind.Catalog, catalog.Bytes)
            : null;
        return found is { } block ? new SealedBlock(block.Kind, offset, block.Bytes, Convert.ToBase64String(header)) : null;
    }
}
