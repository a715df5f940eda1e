using System.Runtime.InteropServices;
using ImageSearch.Search;

namespace ImageSearch.Storage;

/// <summary>Reads a file and checks all of it. No memory is taken that the file's own length does not vouch for.</summary>
internal static class IndexFileReader
{
    private const int RowsAtOnce = 1 << 14;

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IndexException">Its version is not known.</exception>
    public static (Catalog Catalog, RowStore Rows, long Generation) Read(Stream file, string path)
    {
        IndexSlot slot = ReadSlot(file, path);
        Catalog catalog = ReadCatalog(file, slot);
        CheckCatalog(catalog, slot.CatalogOffset);
        var rows = new RowStore();
        foreach (Segment segment in catalog.Segments)
        {
            ReadSegment(file, segment, rows);
        }

        return (catalog, rows, slot.Generation);
    }

    /// <summary>The generation that a file holds; -1 if it has no header that can be read.</summary>
    public static long ReadGeneration(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ReadSlot(file, path).Generation;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <summary>Before any row is read: segments lie apart, so that no byte of the file is counted twice, and fit the images.</summary>
    private static void CheckCatalog(Catalog catalog, long limit)
    {
        long free = IndexFormat.HeaderBytes, rows = 0;
        foreach (Segment segment in catalog.Segments)
        {
            bool sane = segment.Offset >= free && segment.Offset <= limit
                && segment.Rows > 0 && segment.Rows <= limit / Segment.DescriptorBytes && segment.End <= limit;
            if (!sane)
            {
                throw new InvalidDataException("a segment lies outside of the file, or on another");
            }

            free = segment.End;
            rows += segment.Rows;
        }

        if (catalog.Images.Sum(i => (long)i.FeatureCount) != rows)
        {
            throw new InvalidDataException("its images and its rows do not agree");
        }

        // Ids count up from 1 for as long as anybody adds images; one that is near the end of the numbers was not counted to.
        if (catalog.NextId is < 1 or > long.MaxValue / 2 || catalog.Images.DistinctBy(i => i.Id).Count() != catalog.Images.Count
            || catalog.Images.Any(i => i.Id <= 0 || i.Id >= catalog.NextId))
        {
            throw new InvalidDataException("its image ids are not unique");
        }

        if (catalog.Images.DistinctBy(i => i.Path, StringComparer.Ordinal).Count() != catalog.Images.Count)
        {
            throw new InvalidDataException("it has two images of one path");
        }
    }

    private static IndexSlot ReadSlot(Stream file, string path)
    {
        if (file.Length < IndexFormat.HeaderBytes)
        {
            throw new InvalidDataException($"{file.Length} bytes are too few for a header");
        }

        var header = new byte[2 * IndexFormat.SlotBytes];
        file.ReadExactly(header);
        IndexSlot newest = default;
        for (int i = 0; i < 2; i++)
        {
            if (IndexSlot.TryRead(header.AsSpan(i * IndexFormat.SlotBytes, IndexFormat.SlotBytes), out IndexSlot slot)
                && (newest.Version == 0 || slot.Generation > newest.Generation))
            {
                newest = slot;
            }
        }

        if (newest.Version == 0)
        {
            throw new InvalidDataException("its header is not that of an index, or its checksum is wrong");
        }

        return newest.Version is >= IndexFormat.OldestVersion and <= IndexFormat.Version
            ? newest
            : throw IndexException.VersionUnsupported(path, newest.Version, IndexFormat.Version);
    }

    private static Catalog ReadCatalog(Stream file, IndexSlot slot)
    {
        bool fits = slot.CatalogOffset >= IndexFormat.HeaderBytes && slot.CatalogBytes >= 0 && slot.CatalogBytes <= Array.MaxLength
            && slot.CatalogOffset <= file.Length - slot.CatalogBytes;
        if (!fits || file.Length < slot.FileBytes)
        {
            throw new InvalidDataException($"it ends after {file.Length} of {slot.FileBytes} bytes");
        }

        var bytes = new byte[slot.CatalogBytes];
        file.Position = slot.CatalogOffset;
        file.ReadExactly(bytes);
        return Checksum.Of(bytes) == slot.CatalogChecksum
            ? Catalog.FromBytes(bytes, slot.Version)
            : throw new InvalidDataException("the checksum of its catalog is wrong");
    }

    private static void ReadSegment(Stream file, Segment segment, RowStore rows)
    {
        var descriptors = new byte[RowsAtOnce * Segment.DescriptorBytes];
        var keypoints = new PackedKeypoint[RowsAtOnce];
        uint descriptorState = Checksum.Start, keypointState = Checksum.Start;
        var read = new GrowingSegment(checked((int)segment.Rows));
        for (long done = 0; done < segment.Rows;)
        {
            int count = (int)Math.Min(RowsAtOnce, segment.Rows - done);
            Span<byte> rowBytes = descriptors.AsSpan(0, count * Segment.DescriptorBytes);
            Span<PackedKeypoint> points = keypoints.AsSpan(0, count);
            file.Position = segment.Offset + (done * Segment.DescriptorBytes);
            file.ReadExactly(rowBytes);
            file.Position = segment.KeypointOffset + (done * IndexFormat.KeypointBytes);
            file.ReadExactly(MemoryMarshal.AsBytes(points));
            descriptorState = Checksum.Add(descriptorState, rowBytes);
            keypointState = Checksum.Add(keypointState, MemoryMarshal.AsBytes(points));
            read.Append(rowBytes, points);
            done += count;
        }

        if (Checksum.Finish(descriptorState) != segment.DescriptorChecksum || Checksum.Finish(keypointState) != segment.KeypointChecksum)
        {
            throw new InvalidDataException("the checksum of its rows is wrong");
        }

        rows.Add(read.View());
    }
}
