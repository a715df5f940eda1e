using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>
/// Rows of an index file in memory of this process's own, a copy for each segment, which the next state of the file takes over where it has
/// the
/// same segments. Whatever others do to the file, rows that were copied can be read; what is mapped and then cut off would end the process.
/// </summary>
/// <param name="maxBytes">Files with more bytes of rows are mapped all the same.</param>
internal sealed class RowCopies(long maxBytes) : IRowCopies
{
    private Dictionary<StoredSegment, Copy<RowSegment>> _copies = [];
    private Dictionary<StoredListBlock, Copy<IndexView>> _lists = [];

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <summary>Copies the segments that a state needs, and its lists, as far as they are not copied yet.</summary>
    /// <returns>The rows of each segment, and where each block of lists lies; null if they are more than may be copied.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="EndOfStreamException">It was cut short.</exception>
    /// <exception cref="IndexException">Its rows are damaged.</exception>
    public (IReadOnlyDictionary<StoredSegment, RowSegment> Rows, Func<StoredListBlock, IndexView> Lists)? Take(FileStream file,
        IReadOnlyList<StoredSegment> segments, StoredLists? lists, long fileBytes, string path)
    {
        var headers = segments.ToDictionary(s => s, s => HeaderOf(file, s, fileBytes));
        StoredListBlock[] blocks = lists is null ? [] : [lists.Centres, .. lists.Parts];
        var listHeaders = blocks.ToDictionary(b => b, b => ListReader.HeaderOf(file, b, fileBytes));
        long bytes = headers.Values.Sum(h => h.Header.Bytes) + listHeaders.Values.Sum(h => h.Bytes);
        if (bytes > maxBytes)
        {
            (_copies, _lists, Bytes) = ([], [], 0);
            return null;
        }

        // Not by the checksum alone: the header, all of it, vouches for every part of what is behind it.
        var next = new Dictionary<StoredSegment, Copy<RowSegment>>(segments.Count);
        foreach ((StoredSegment segment, (byte[] raw, SegmentHeader header)) in headers)
        {
            next[segment] = Known(_copies, segment, raw) ?? new Copy<RowSegment>(raw, Read(file, segment, header, path));
        }

        var nextLists = new Dictionary<StoredListBlock, Copy<IndexView>>();
        foreach ((StoredListBlock block, (byte[] raw, long offset, long blockBytes)) in listHeaders)
        {
            nextLists[block] = Known(_lists, block, raw) ?? new Copy<IndexView>(raw, IndexView.CopyPart(file, offset, blockBytes));
        }

        (_copies, _lists, Bytes) = (next, nextLists, bytes);
        return (next.ToDictionary(c => c.Key, c => c.Value.Of), block => nextLists[block].Of);
    }

    private static Copy<T>? Known<TKey, T>(Dictionary<TKey, Copy<T>> copies, TKey key, byte[] header)
        where TKey : notnull =>
        copies.TryGetValue(key, out Copy<T>? known) && known.Header.AsSpan().SequenceEqual(header) ? known : null;

    private static (byte[] Raw, SegmentHeader Header) HeaderOf(FileStream file, StoredSegment segment, long fileBytes)
    {
        var raw = new byte[IndexFormat.BlockHeaderBytes];
        file.Position = segment.Offset;
        file.ReadExactly(raw);
        return SegmentHeader.TryRead(raw, fileBytes - segment.Offset, out SegmentHeader header) && header.Rows == segment.Rows
            && CatalogHeader.ChecksumOf(raw) == segment.HeaderChecksum
            ? (raw, header)
            : throw new InvalidDataException($"the header of the segment at byte {segment.Offset} is damaged");
    }

    private static RowSegment Read(FileStream file, StoredSegment segment, SegmentHeader header, string path)
    {
        RowSegment rows = new SegmentParts(IndexView.CopyPart(file, segment.Offset, header.Bytes), segment).Rows(path);
        rows.EnsureSound();
        return rows;
    }

    private sealed record Copy<T>(byte[] Header, T Of);
}
