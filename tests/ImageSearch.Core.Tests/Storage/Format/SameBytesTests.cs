using System.Security.Cryptography;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.Tests.Cells;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Format;

/// <summary>The same images give the same file on every platform (docs/platforms.md): what is compared with here was written on x64
/// Linux.</summary>
public sealed class SameBytesTests : IDisposable
{
    private static readonly string Golden = Path.Combine(TestData.Golden, "photographs.imgidx"),
        GoldenLists = Path.Combine(TestData.Golden, "lists.sha256");

    /// <summary>Every decoder that a platform has, of 8 and 16 bits, turned, with palettes, transparent, and of inks.</summary>
    private static readonly string[] Images =
    [
        TestData.Photo("Wine"), TestData.Photo("life"), .. new[]
        {
            "exif-o_Landscape_6.jpg", "gen_cmyk.jpg", "gen_progressive.jpg", "gen_palette.gif", "gen_rgba_half.png", "image_basn6a16.png",
            "pillow_12in16bit.tif", "pillow_transparent.webp",
        }.Select(n => Path.Combine(TestData.Hostile, n)),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>From decoding to the last byte; IMAGESEARCH_WRITE_GOLDEN=1 writes the file anew.</summary>
    [Fact]
    public void Photographs_GiveTheGoldenFile()
    {
        var index = new ImageIndex(IndexSettings.Default with { Sift = new SiftSettings(Features: 60) }) { RelativePaths = true };
        var describer = new ImageDescriber(index.Settings);
        foreach ((int i, string image) in Images.Index())
        {
            string copy = _folder.At(Path.GetFileName(image));
            File.Copy(image, copy);
            File.SetLastWriteTimeUtc(copy, new DateTime(2026, 1, 1, 0, 0, i, DateTimeKind.Utc));
            index.Add(describer.Describe(copy), out _);
        }

        string path = _folder.At("a.imgidx");
        IndexFile.Save(index, path);
        if (Environment.GetEnvironmentVariable("IMAGESEARCH_WRITE_GOLDEN") == "1")
        {
            File.Copy(path, Golden, overwrite: true);
        }

        // The header names the version that wrote it.
        Assert.Equal(File.ReadAllBytes(Golden)[IndexFormat.HeaderBytes..], File.ReadAllBytes(path)[IndexFormat.HeaderBytes..]);
    }

    /// <summary>Centres, the rotation and codes are made of whole numbers. The file would be large: its SHA-256 is kept.</summary>
    [Fact]
    public void CentresAndLists_AreTheSameBytes()
    {
        var index = new ImageIndex(IndexSettings.Default) { RelativePaths = true };
        for (int i = 1; i <= 100; i++)
        {
            index.Add(Samples.Image(_folder.At($"image{i}.jpg"), CellSamples.Rows(i)), out _);
        }

        string path = _folder.At("a.imgidx");
        IndexFile.Save(index, path);
        IndexFile.Compact(index, IndexKind.Inverted);
        string hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path).AsSpan(IndexFormat.HeaderBytes)));
        if (Environment.GetEnvironmentVariable("IMAGESEARCH_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(GoldenLists, hash);
        }

        Assert.Equal(File.ReadAllText(GoldenLists), hash);
    }
}
