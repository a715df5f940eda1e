using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

/// <summary>A JPEG without its end marker is read if nothing else is missing.</summary>
public sealed class JpegEndTests
{
    private const int MarkerBytes = 2;

    private static readonly ImageReader Reader = new(new ImagingSettings());

    /// <summary>In one pass, gray, CMYK, progressive, and small enough for every way of decoding.</summary>
    public static TheoryData<string> WholeFiles() =>
        ["gen_jpeg_named.png", "gen_gray.jpg", "gen_cmyk.jpg", "gen_progressive.jpg", "image_cat.jpg", "exif-o_Landscape_6.jpg",
            "gen_black_640x480.jpg"];

    [Theory]
    [MemberData(nameof(WholeFiles))]
    public void Read_WithoutTheEndMarker_GivesTheSameGray(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(TestData.Hostile, name));
        byte[] expected = Read(file)!;
        Assert.Equal(expected, Read(file[..^1]));
        Assert.Equal(expected, Read(file[..^MarkerBytes]));
    }

    [Theory]
    [MemberData(nameof(WholeFiles))]
    public void Read_WithoutTheLastOfThePixels_IsUnreadable(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(TestData.Hostile, name));
        for (int cut = MarkerBytes + 1; cut < file.Length - 2; cut += cut < 60 ? 1 : cut / 3)
        {
            Assert.True(Read(file[..^cut]) is null, $"{name} without its last {cut} bytes was read");
        }
    }

    /// <summary>It would look whole, but blurred: no scan's data are missing, only scans.</summary>
    [Fact]
    public void Read_OfAProgressiveFileWithoutItsLastScan_IsUnreadable()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(TestData.Hostile, "gen_progressive.jpg"));
        int lastScan = file.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA]), tables = file.AsSpan(0, lastScan)
            .LastIndexOf([(byte)0xFF, (byte)0xC4]);
        Assert.Null(Read(file[..lastScan]));
        Assert.Null(Read(file[..tables]));
    }

    /// <summary>It ends in half of its end marker; other decoders make the same pixels of it with the other half.</summary>
    [Fact]
    public void Read_OfAFileWithHalfOfItsEndMarker_GivesItsGray()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(TestData.Hostile, "pillow_truncated_jpeg.jpg"));
        Assert.Equal(Read([.. file, 0xD9]), Read(file));
    }

    [Fact]
    public void Read_OfAFileWithoutPixels_SaysWhy()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(TestData.Hostile, "gen_gray.jpg"))[..^9];
        ImageException e = Assert.Throws<ImageException>(() => Reader.Read(file, "a.jpg"));
        Assert.EndsWith("premature end of data segment.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAFileOnDisk_TakesIt_AndSaysItsOwnLength()
    {
        using var folder = new TemporaryFolder();
        byte[] file = File.ReadAllBytes(TestData.Photo("life"));
        File.WriteAllBytes(folder.At("a.jpg"), file[..^MarkerBytes]);
        LoadedImage image = Reader.Read(folder.At("a.jpg"));
        Assert.Equal(file.Length - MarkerBytes, image.Facts.LengthBytes);
        Assert.Equal(Reader.Read(TestData.Photo("life")).Gray.Pixels, image.Gray.Pixels);
    }

    /// <summary>The pixels; null of what is unreadable.</summary>
    private static byte[]? Read(byte[] file)
    {
        try
        {
            return Reader.Read([.. file], "a.jpg").Gray.Pixels;
        }
        catch (ImageException e) when (e.Kind == ErrorKind.ImageUnreadable)
        {
            return null;
        }
    }
}
