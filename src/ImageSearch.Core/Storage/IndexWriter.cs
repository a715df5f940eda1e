using System.Runtime.InteropServices;
using ImageSearch.Search;

namespace ImageSearch.Storage;

/// <summary>Writes a snapshot as a whole new file.</summary>
internal static class IndexWriter
{
    public static void Write(Stream file, IndexSnapshot snapshot, long nextId, long generation)
    {
        file.Write(new byte[IndexFormat.HeaderBytes]);
        Segment segment = WriteSegment(file, snapshot);
        Pad(file);
        long catalogOffset = file.Position;
        var images = snapshot.Entries.ToArray().Select(e => e.Image).ToList();
        byte[] catalog = new Catalog(snapshot.Settings, nextId, segment.Rows == 0 ? [] : [segment], images).ToBytes();
        file.Write(catalog);

        var slot = new IndexSlot(IndexFormat.Version, generation, catalogOffset, catalog.Length, Checksum.Of(catalog), file.Position);
        Span<byte> header = stackalloc byte[IndexFormat.SlotBytes];
        slot.Write(header);
        file.Position = 0;
        file.Write(header);
    }

    private static Segment WriteSegment(Stream file, IndexSnapshot snapshot)
    {
        long offset = file.Position;
        uint descriptors = Checksum.Start, keypoints = Checksum.Start;
        foreach (IndexEntry entry in snapshot.Entries)
        {
            (RowSegment rows, int first) = snapshot.Locate(entry);
            ReadOnlySpan<byte> bytes = rows.Descriptors(first, entry.Image.FeatureCount);
            descriptors = Checksum.Add(descriptors, bytes);
            file.Write(bytes);
        }

        Pad(file);
        foreach (IndexEntry entry in snapshot.Entries)
        {
            (RowSegment rows, int first) = snapshot.Locate(entry);
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(rows.Keypoints(first, entry.Image.FeatureCount));
            keypoints = Checksum.Add(keypoints, bytes);
            file.Write(bytes);
        }

        GC.KeepAlive(snapshot);
        return new Segment(offset, snapshot.RowCount, Checksum.Finish(descriptors), Checksum.Finish(keypoints));
    }

    private static void Pad(Stream file) => file.Write(new byte[IndexFormat.Align(file.Position) - file.Position]);
}
