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
    private Dictionary<StoredSegment, Copy> _copies = [];

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <summary>Copies the segments that a state needs and that are not copied yet.</summary>
    /// <returns>The rows of each; null if they are more than may be copied.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="EndOfStreamException">It was cut short.</exception>
    /// <exception cref="IndexException">Its rows are damaged.</exception>
    public IReadOnlyDictionary<StoredSegment, RowSegment>? Take(FileStream file, IReadOnlyList<StoredSegment> segments, long fileBytes,
        string path)
    {
        var headers = segments.ToDictionary(s => s, s => HeaderOf(file, s, fileBytes));
        long bytes = headers.Values.Sum(h => h.Header.Bytes);
        if (bytes > maxBytes)
        {
            (_copies, Bytes) = ([], 0);
            return null;
        }

        var next = new Dictionary<StoredSegment, Copy>(segments.Count);
        foreach ((StoredSegment segment, (byte[] raw, SegmentHeader header)) in headers)
        {
            // Not by the checksum alone: the header, all of it, vouches for every part of the segment.
            next[segment] = _copies.TryGetValue(segment, out Copy? known) && known.Header.AsSpan().SequenceEqual(raw)
                ? known : new Copy(raw, Read(file, segment, header, path));
        }

        (_copies, Bytes) = (next, bytes);
        return next.ToDictionary(c => c.Key, c => c.Value.Rows);
    }

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

    private sealed record Copy(byte[] Header, RowSegment Rows);
}
