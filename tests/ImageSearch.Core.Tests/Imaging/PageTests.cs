using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class PageTests : IDisposable
{
    private static readonly ImageReader Reader = new(new ImagingSettings());

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_CountsPagesAndFrames()
    {
        Assert.Equal(1, Reader.Read(TestData.Photo("Wine")).PageCount);
        Assert.Equal(3, Read(PagedFile.Tiff(Page(1), Page(2), Page(3))).PageCount);
        Assert.Equal(2, Read(PagedFile.Gif(40, 30, Frame(1), Frame(2))).PageCount);
        Assert.Equal(1, Read(PagedFile.Gif(40, 30, Frame(1))).PageCount);
        Assert.Equal(5, Read(PagedFile.AnimatedPng(DrawnImage.Stripes(40, 30, (200, 0, 0)), 5)).PageCount);
        Assert.Equal(1, Read(DrawnImage.Stripes(40, 30, (200, 0, 0))).PageCount);
        Assert.Equal(3, FrameCount.Of(AvifSequence(3)));
        Assert.Equal(1, FrameCount.Of(AvifSequence(3).AsSpan(..40)));
    }

    /// <summary>By its thumbnail the file would be small, and would be found by little.</summary>
    [Fact]
    public void Read_OfATiffThatBeginsWithItsThumbnail_TakesThePageItIsOf()
    {
        byte[] tiff = PagedFile.Tiff((16, 12, Frame(3)), (160, 120, Frame(3)), (160, 120, Frame(4)));
        LoadedImage image = Read(tiff);
        Assert.Equal((160, 120, 3), (image.OriginalWidth, image.OriginalHeight, image.PageCount));
        Assert.Equal(Enumerable.Range(0, 160 * 120).Select(i => Frame(3)(i % 160, i / 160)), image.Gray.Pixels);
        File.WriteAllBytes(_folder.At("a.tif"), tiff);
        (ColourImage colour, int width, int height) = ColourImage.Read(_folder.At("a.tif"), (_, _) => 160, 1, 50);
        Assert.Equal((160, 160, 120), (colour.Width, width, height));
        Assert.Equal(40, new ImageReader(new ImagingSettings(LongSidePixels: 40)).Read(tiff, "shrunk").Gray.Width);

        LoadedImage fax = Read(PagedFile.Tiff((16, 12, Frame(3)), (17, 12, Frame(4))));
        Assert.Equal(16, fax.OriginalWidth);
    }

    [Fact]
    public void Pages_AreTheSame_OnlyIfAllOfThemAre()
    {
        string fax = Write("fax.tif", PagedFile.Tiff(Page(1), Page(2), (33, 20, Frame(3)))),
            same = Write("same.tif", [.. File.ReadAllBytes(fax), 0]);
        string other = Write("other.tif", PagedFile.Tiff(Page(1), Page(2), (33, 20, Frame(4)))),
            shorter = Write("shorter.tif", PagedFile.Tiff(Page(1), Page(2)));
        Assert.True(PageComparer.AreEqual(fax, same, 250));
        Assert.False(PageComparer.AreEqual(fax, other, 250));
        Assert.False(PageComparer.AreEqual(fax, shorter, 250));
        Assert.Equal(2, PageComparer.Count(shorter));

        string film = Write("film.gif", PagedFile.Gif(40, 30, Frame(1), Frame(2))),
            copy = Write("copy.gif", [.. File.ReadAllBytes(film), 0]);
        string end = Write("end.gif", PagedFile.Gif(40, 30, Frame(1), Frame(3)));
        Assert.True(PageComparer.AreEqual(film, copy, 250));
        Assert.False(PageComparer.AreEqual(film, end, 250));
    }

    /// <summary>Nobody has seen what is different: what cannot be compared is not the same.</summary>
    [Fact]
    public void Pages_ThatCannotBeCompared_AreNotTheSame()
    {
        byte[] png = DrawnImage.Stripes(40, 30, (200, 0, 0));
        string first = Write("a.png", PagedFile.AnimatedPng(png, 5)), second = Write("b.png", [.. PagedFile.AnimatedPng(png, 5), 0]);
        Assert.False(PageComparer.AreEqual(first, second, 250));
        string fax = Write("fax.tif", PagedFile.Tiff(Page(1), Page(2))), same = Write("same.tif", [.. File.ReadAllBytes(fax), 0]);
        Assert.False(PageComparer.AreEqual(fax, same, 40 * 30 * 1.5 / 1e6));
        ImageException e = Assert.Throws<ImageException>(() => PageComparer.AreEqual(fax, _folder.At("gone.tif"), 250));
        Assert.Equal((ErrorKind.ImageNotFound, _folder.At("gone.tif")), (e.Kind, e.Target));
        string photo = Path.Combine(TestData.Hostile, "gen_jpeg_named.png"),
            broken = Path.Combine(TestData.Hostile, "gen_photo_trunc_50pct.jpg");
        Assert.True(PageComparer.AreEqual(photo, photo, 250));
        e = Assert.Throws<ImageException>(() => PageComparer.AreEqual(broken, Write("copy.jpg", File.ReadAllBytes(broken)), 250));
        Assert.Equal((ErrorKind.ImageUnreadable, broken), (e.Kind, e.Target));
    }

    private static LoadedImage Read(byte[] file) => Reader.Read(file, "in memory");

    private static (int Width, int Height, Func<int, int, byte> Gray) Page(int number) => (40, 30, Frame(number));

    private static Func<int, int, byte> Frame(int number) => (x, y) => (byte)((x * 5 * number) + (y * 3) + (number * 40));

    /// <summary>The boxes of an AVIF sequence, as far as they lead to the number of its samples.</summary>
    private static byte[] AvifSequence(byte samples)
    {
        byte[] box = Box("stsz", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, samples]);
        foreach (string name in (string[])["stbl", "minf", "mdia", "trak", "moov"])
        {
            box = Box(name, box);
        }

        return [.. Box("ftyp", "avisavif"u8.ToArray()), .. box];
    }

    private static byte[] Box(string name, byte[] content) =>
        [0, 0, 0, (byte)(8 + content.Length), .. System.Text.Encoding.ASCII.GetBytes(name), .. content];

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.At(name), bytes);
        return _folder.At(name);
    }
}
