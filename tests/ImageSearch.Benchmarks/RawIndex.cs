using System.Collections.Immutable;
using ImageSearch.Cuda;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Benchmarks;

/// <summary>An index of rows from a file, without images: each 500 rows pass for one.</summary>
internal static class RawIndex
{
    public const int RowsAnImage = 500;

    /// <summary>Adds the first rows of files, one file after the other, up to so many.</summary>
    public static IndexSnapshot Load(IEnumerable<string> files, long mostRows)
    {
        var store = new RowStore();
        var entries = new List<IndexEntry>();
        var buffer = new byte[RowsAnImage * ScanLayout.RowBytes];
        var keypoints = new PackedKeypoint[RowsAnImage];
        foreach (string path in files)
        {
            using FileStream file = File.OpenRead(path);
            while (store.Count < mostRows && file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)
                / ScanLayout.RowBytes is var rows and > 0)
            {
                rows = (int)Math.Min(rows, mostRows - store.Count);
                var facts = new FileFacts($"/rows/{entries.Count}", 0, DateTime.UnixEpoch, ImmutableArray<byte>.Empty);
                entries.Add(new IndexEntry(new IndexedImage(entries.Count + 1, facts, 1, 1, 1, 1, rows), store.Count));
                store.Append(buffer.AsSpan(0, rows * ScanLayout.RowBytes), keypoints.AsSpan(0, rows));
            }
        }

        return new IndexSnapshot(IndexSettings.Default, store.Segments(), [.. entries], new DeviceRowCache());
    }
}
