using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>A segment in memory, as it lies in the file: where its parts are and whether they are what was written.</summary>
internal sealed unsafe class SegmentParts(IndexView view, StoredSegment stored)
{
    private byte* Start => view.Start + stored.Offset;

    /// <summary>Its rows, checked when they are first used: opening a file touches none of them.</summary>
    public RowSegment Rows(string path) => new(
        Start + IndexFormat.BlockHeaderBytes,
        Start + SegmentHeader.SketchesAt(stored.Rows),
        (PackedKeypoint*)(Start + SegmentHeader.KeypointsAt(stored.Rows)),
        (int)stored.Rows,
        view,
        () =>
        {
            if (Damage() is { } damage)
            {
                throw IndexException.Corrupt(path, damage);
            }
        });

    /// <summary>What is wrong with the rows, their sketches or their keypoints; null if nothing is.</summary>
    public string? Damage()
    {
        if (!TryReadHeader(out SegmentHeader header))
        {
            return $"the header of the segment at byte {stored.Offset} is damaged";
        }

        long sketches = SegmentHeader.SketchesAt(stored.Rows), keypoints = SegmentHeader.KeypointsAt(stored.Rows);
        string? part = ChecksumOf(IndexFormat.BlockHeaderBytes, sketches) != header.Descriptors ? "descriptors"
            : ChecksumOf(sketches, keypoints) != header.Sketches ? "sketches"
            : ChecksumOf(keypoints, SegmentHeader.TableAt(stored.Rows)) != header.Keypoints ? "keypoints"
            : null;
        return part is null ? null : $"the checksum of the {part} in the segment at byte {stored.Offset} is wrong";
    }

    /// <summary>The table of its images.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public SegmentTable Table()
    {
        long table = SegmentHeader.TableAt(stored.Rows);
        if (!TryReadHeader(out SegmentHeader header) || ChecksumOf(table, header.Bytes) != header.Table)
        {
            throw new InvalidDataException($"the checksum of the table in the segment at byte {stored.Offset} is wrong");
        }

        byte[] bytes = new ReadOnlySpan<byte>(Start + table, checked((int)header.TableBytes)).ToArray();
        GC.KeepAlive(view);
        return SegmentTable.FromBytes(bytes, header.Version);
    }

    public bool TryReadHeader(out SegmentHeader header)
    {
        var bytes = new ReadOnlySpan<byte>(Start, IndexFormat.BlockHeaderBytes);
        bool sound = SegmentHeader.TryRead(bytes, view.Bytes - stored.Offset, out header) && header.Rows == stored.Rows
            && CatalogHeader.ChecksumOf(bytes) == stored.HeaderChecksum;
        GC.KeepAlive(view);
        return sound;
    }

    private uint ChecksumOf(long from, long to) => view.ChecksumOf(stored.Offset + from, to - from);
}
