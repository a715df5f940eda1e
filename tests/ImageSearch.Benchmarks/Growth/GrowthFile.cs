using System.Collections.Immutable;
using System.Security.Cryptography;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Sift;
using ImageSearch.Storage;

namespace ImageSearch.Benchmarks.Growth;

/// <summary>An index file of any size: real images, described, and behind them rows from files, of which each 500 pass for an
/// image.</summary>
internal static class GrowthFile
{
    private const int RowsAnImage = 500;

    /// <summary>Rows that are added between two saves.</summary>
    private const long RowsASave = 4_000_000;

    /// <summary>Makes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="folders">Folders of real images.</param>
    /// <param name="bases">Files of rows; they are used again, a little altered, where there are too few.</param>
    /// <param name="rows">How many rows in all.</param>
    /// <param name="threads">Threads to describe with.</param>
    public static void Make(string path, string[] folders, string[] bases, long rows, int threads)
    {
        var index = new ImageIndex(IndexSettings.Default);
        AccuracyBenchmark.Fill(index, folders, threads);
        IndexFile.Save(index, path);
        long saved = index.RowCount;
        for (int round = 0; index.RowCount < rows; round++)
        {
            foreach (string file in bases)
            {
                using FileStream stream = File.OpenRead(file);
                var buffer = new byte[RowsAnImage * ScanLayout.RowBytes];
                for (int image = 0; index.RowCount < rows && stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)
                    == buffer.Length; image++)
                {
                    index.Add(Image($"/rows/{round}/{Path.GetFileName(file)}/{image}", buffer, round), out _);
                    if (index.RowCount - saved >= RowsASave)
                    {
                        IndexFile.Save(index);
                        saved = index.RowCount;
                    }
                }
            }
        }

        IndexFile.Save(index);
    }

    private static DescribedImage Image(string path, byte[] rows, int round)
    {
        byte[] own = rows.ToArray();
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(rows)) + round);
        for (int i = 0; round > 0 && i < own.Length; i++)
        {
            // Far enough from the row that it was made of to be another one: about 200 of 512, as a stranger's.
            own[i] = (byte)Math.Clamp(own[i] + random.Next(-30, 31), 0, byte.MaxValue);
        }

        var keypoints = new Keypoint[RowsAnImage];
        for (int i = 0; i < keypoints.Length; i++)
        {
            // The size of the features of photographs falls off like this; where they are and how they lie is chance.
            keypoints[i] = new Keypoint(random.Next(512), random.Next(512), (float)(1.8 / Math.Sqrt(random.NextDouble() + 0.001)),
                random.Next(360), 0.1f);
        }

        var facts = new FileFacts(path, own.Length, DateTime.UnixEpoch, ImmutableArray.Create(SHA256.HashData(own)));
        return new DescribedImage(facts, 512, 512, new ImageFeatures(512, 512, keypoints, own)) { PageCount = 1 };
    }
}
