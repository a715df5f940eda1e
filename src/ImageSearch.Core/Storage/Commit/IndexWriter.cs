using System.Runtime.InteropServices;
using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>Appends the blocks of one commit to a file, and then says in its header that they count.</summary>
internal sealed unsafe class IndexWriter(IStorageFiles files, Stream file, long commit, StoredPaths paths, bool relativePaths)
{
    private readonly List<StoredSegment> _segments = [];
    private readonly List<StoredImage> _images = [];

    /// <summary>The segments that were written.</summary>
    public IReadOnlyList<StoredSegment> Segments => _segments;

    /// <summary>Where their images now are, in the order of their rows.</summary>
    public IReadOnlyList<StoredImage> Images => _images;

    /// <summary>The header of the catalog that was written.</summary>
    public CatalogHeader Newest { get; private set; }

    /// <summary>Writes the rows of images, in the order given, as segments; images without rows are in the catalog alone.</summary>
    /// <param name="snapshot">Where the rows are.</param>
    /// <param name="entries">The images.</param>
    /// <param name="progress">Is told how many rows are written, and of how many.</param>
    public void WriteRows(IndexSnapshot snapshot, IReadOnlyCollection<IndexEntry> entries, Action<long, long>? progress = null)
    {
        long total = entries.Sum(e => (long)e.Image.FeatureCount), written = 0;
        var group = new List<IndexEntry>();
        int rows = 0;
        foreach (IndexEntry entry in entries)
        {
            if (entry.Image.FeatureCount == 0)
            {
                _images.Add(new StoredImage(paths.ToStored(entry.Image), 0, 0));
                continue;
            }

            if (rows > 0 && rows > IndexFormat.RowsASegment - entry.Image.FeatureCount)
            {
                WriteSegment(snapshot, group, rows);
                written += rows;
                progress?.Invoke(written, total);
                group.Clear();
                rows = 0;
            }

            group.Add(entry);
            rows += entry.Image.FeatureCount;
        }

        if (rows > 0)
        {
            WriteSegment(snapshot, group, rows);
            progress?.Invoke(written + rows, total);
        }
    }

    /// <summary>Writes a catalog that stands for itself, or one that builds on the file's newest, and waits for the disk.</summary>
    /// <returns>The slot that makes it count.</returns>
    public IndexSlot WriteCatalog(Catalog catalog, FileTip? previous)
    {
        long offset = file.Position;
        byte[] content = catalog.ToBytes();
        long bytes = IndexFormat.BlockHeaderBytes + content.Length;
        var header = previous is null
            ? new CatalogHeader(bytes, commit, 0, 0, Checksum.Of(content), 0, 0)
            : new CatalogHeader(bytes, commit, previous.Slot.CatalogOffset, previous.Slot.CatalogChecksum, Checksum.Of(content),
                previous.Newest.ChainLength + 1, previous.Newest.ChainBytes + bytes);
        Newest = header;
        byte[] headerBytes = header.ToBytes();
        file.Write(headerBytes);
        file.Write(content);
        var slot = new IndexSlot(
            IndexFormat.Version, commit, catalog.Generation, offset, CatalogHeader.ChecksumOf(headerBytes), file.Position,
            IndexFormat.Writer);
        files.Flush(file);
        return slot;
    }

    private void WriteSegment(IndexSnapshot snapshot, List<IndexEntry> group, int rows)
    {
        long offset = file.Position;
        var gathered = new GrowingSegment(rows);
        var images = new List<StoredImage>(group.Count);
        foreach (IndexEntry entry in group)
        {
            int count = entry.Image.FeatureCount;
            (RowSegment from, int first) = snapshot.Locate(entry);
            images.Add(new StoredImage(paths.ToStored(entry.Image), offset, gathered.Rows));
            gathered.Append(from.Descriptors(first, count), from.Keypoints(first, count));
            from.KeepAlive();
        }

        RowSegment made = gathered.View();
        ReadOnlySpan<byte> descriptors = made.Descriptors(0, rows), sketches = new(made.SketchStart, checked((int)Sketch.Bytes(rows)));
        byte[] keypoints = new byte[SegmentHeader.TableAt(rows) - SegmentHeader.KeypointsAt(rows)];
        MemoryMarshal.AsBytes(made.Keypoints(0, rows)).CopyTo(keypoints);
        byte[] table = new SegmentTable(snapshot.Settings, relativePaths, images).ToBytes();
        byte[] header = new SegmentHeader(commit, rows, table.Length,
            Checksum.Of(descriptors), Checksum.Of(sketches), Checksum.Of(keypoints), Checksum.Of(table)).ToBytes();
        file.Write(header);
        file.Write(descriptors);
        file.Write(sketches);
        file.Write(keypoints);
        file.Write(table);
        made.KeepAlive();
        _segments.Add(new StoredSegment(offset, rows, CatalogHeader.ChecksumOf(header)));
        _images.AddRange(images);
    }
}
