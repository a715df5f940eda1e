using System.Collections.Immutable;
using ImageSearch.Cells;
using ImageSearch.Cuda;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Benchmarks;

/// <summary>A library of any size: real images, described, among rows from files of which each 500 pass for an image.</summary>
internal static class GrowingLibrary
{
    /// <summary>Puts the images of an index among rows of files.</summary>
    public static IndexSnapshot Make(IndexSnapshot real, IEnumerable<string> files, long rows)
    {
        var store = new RowStore();
        var entries = new List<IndexEntry>();
        foreach (IndexEntry entry in real.Entries)
        {
            int count = entry.Image.FeatureCount;
            if (count > 0)
            {
                (RowSegment segment, int first) = real.Locate(entry);
                entries.Add(entry with { FirstRow = store.Count });
                store.Append(segment.Descriptors(first, count), segment.Keypoints(first, count));
            }
        }

        var buffer = new byte[RawIndex.RowsAnImage * ScanLayout.RowBytes];
        var keypoints = new PackedKeypoint[RawIndex.RowsAnImage];
        var random = new Random(1);
        foreach (string path in files)
        {
            using FileStream file = File.OpenRead(path);
            while (store.Count < rows && file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)
                / ScanLayout.RowBytes is var some and > 0)
            {
                for (int i = 0; i < some; i++)
                {
                    // Small ones are more than large ones, each twice the size a quarter of as many.
                    keypoints[i] = new PackedKeypoint((ushort)random.Next(65536), (ushort)random.Next(65536),
                        (ushort)(18_000 - (1024 * Math.Log2(random.NextDouble() + 0.001))), (ushort)random.Next(65536));
                }

                var facts = new FileFacts($"/rows/{entries.Count}", 0, DateTime.UnixEpoch, ImmutableArray<byte>.Empty);
                entries.Add(new IndexEntry(new IndexedImage(1_000_000 + entries.Count, facts, 512, 512, 512, 512, some), store.Count));
                store.Append(buffer.AsSpan(0, some * ScanLayout.RowBytes), keypoints.AsSpan(0, some));
            }
        }

        return new IndexSnapshot(real.Settings, store.Segments(), [.. entries], new DeviceRowCache());
    }

    /// <summary>The same with lists.</summary>
    public static IndexSnapshot WithLists(IndexSnapshot flat, CellCentres centres, int threads)
    {
        PlacedSegment[] segments = flat.Segments.ToArray();
        RowLists lists = new ListBuilder(centres, threads, CancellationToken.None)
            .Build([.. segments.Select(s => s.Segment)], [.. segments.Select(s => s.FirstRow)]);
        return new IndexSnapshot(flat.Settings, segments, flat.Entries.ToArray(), new DeviceRowCache())
        {
            Lists = new InvertedLists(centres, [lists]),
        };
    }
}
