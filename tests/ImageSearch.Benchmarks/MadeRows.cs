using System.Collections.Immutable;
using ImageSearch.Cuda;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Rows by chance around common centres, skewed as descriptors are: many small numbers, few large ones. Made on all processors, part by
/// part, each from its own seed, so that the same number of rows is always the same rows.
/// </summary>
internal static class MadeRows
{
    private const int Clusters = 4096, Spread = 24, PartImages = 131;

    /// <summary>Rows in a part: whole images, in one segment.</summary>
    private const int PartRows = PartImages * RawIndex.RowsAnImage;

    private static readonly Lazy<byte[]> Centres = new(() =>
    {
        var random = new Random(7);
        byte[] centres = new byte[Clusters * ScanLayout.RowBytes];
        for (int i = 0; i < centres.Length; i++)
        {
            centres[i] = (byte)Math.Min(byte.MaxValue, -40 * Math.Log(1 - random.NextDouble()));
        }

        return centres;
    });

    /// <summary>An index of so many rows, without images: each 500 rows pass for one.</summary>
    public static IndexSnapshot Index(long rows)
    {
        var segments = new RowSegment[(rows + PartRows - 1) / PartRows];
        Parallel.For(0, segments.Length, part =>
        {
            byte[] made = Part(part + 1, (int)Math.Min(PartRows, rows - ((long)part * PartRows)));
            var segment = new GrowingSegment(made.Length / ScanLayout.RowBytes);
            segment.Append(made, new PackedKeypoint[made.Length / ScanLayout.RowBytes]);
            segments[part] = segment.View();
        });
        var store = new RowStore();
        Array.ForEach(segments, store.Add);
        var entries = new List<IndexEntry>();
        for (long first = 0; first < rows; first += RawIndex.RowsAnImage)
        {
            var facts = new FileFacts($"/rows/{entries.Count}", 0, DateTime.UnixEpoch, ImmutableArray<byte>.Empty);
            int own = (int)Math.Min(RawIndex.RowsAnImage, rows - first);
            entries.Add(new IndexEntry(new IndexedImage(entries.Count + 1, facts, 1, 1, 1, 1, own), first));
        }

        return new IndexSnapshot(IndexSettings.Default, store.Segments(), [.. entries], new DeviceRowCache());
    }

    /// <summary>Query rows: others around the same centres.</summary>
    public static byte[] Queries(int rows) => Part(0, rows);

    /// <summary>Writes an index's rows into a file, for a peer.</summary>
    public static unsafe void Write(string path, IndexSnapshot snapshot)
    {
        using FileStream file = File.Create(path);
        foreach (PlacedSegment placed in snapshot.Segments)
        {
            file.Write(new ReadOnlySpan<byte>(placed.Segment.DescriptorStart, placed.Segment.Rows * ScanLayout.RowBytes));
        }

        GC.KeepAlive(snapshot);
    }

    private static byte[] Part(int number, int rows)
    {
        var random = new Random(number);
        byte[] made = new byte[rows * ScanLayout.RowBytes], centres = Centres.Value;
        random.NextBytes(made);
        for (int row = 0; row < rows; row++)
        {
            Span<byte> own = made.AsSpan(row * ScanLayout.RowBytes, ScanLayout.RowBytes);
            ReadOnlySpan<byte> centre = centres.AsSpan(random.Next(Clusters) * ScanLayout.RowBytes, ScanLayout.RowBytes);
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = (byte)Math.Clamp(centre[i] + (own[i] % ((2 * Spread) + 1)) - Spread, 0, byte.MaxValue);
            }
        }

        return made;
    }
}
