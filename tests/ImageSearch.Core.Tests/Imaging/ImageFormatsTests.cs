using System.Text;
using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class ImageFormatsTests
{
    private const long HugeBytes = 8L << 40;

    [Theory]
    [InlineData("FFD8FFE0", nameof(ImageFormat.Jpeg))]
    [InlineData("89504E470D0A1A0A", nameof(ImageFormat.Png))]
    [InlineData("474946383961", nameof(ImageFormat.Gif))]
    [InlineData("52494646FFFFFFFF57454250", nameof(ImageFormat.WebP))]
    [InlineData("49492A00", nameof(ImageFormat.Tiff))]
    [InlineData("4D4D002B", nameof(ImageFormat.Tiff))]
    [InlineData("424D", nameof(ImageFormat.Bmp))]
    [InlineData("FF0A", nameof(ImageFormat.JpegXl))]
    [InlineData("0000000C4A584C200D0A870A", nameof(ImageFormat.JpegXl))]
    [InlineData("0000000C6A5020200D0A870A", nameof(ImageFormat.Jpeg2000))]
    [InlineData("FF4FFF51", nameof(ImageFormat.Jpeg2000Codestream))]
    [InlineData("", nameof(ImageFormat.Unknown))]
    [InlineData("FFD8", nameof(ImageFormat.Unknown))]
    [InlineData("52494646FFFFFFFF41564920", nameof(ImageFormat.Unknown))]
    [InlineData("25504446", nameof(ImageFormat.Unknown))]
    public void Of_TellsFormatsByTheirFirstBytes(string hex, string expected) =>
        Assert.Equal(expected, ImageFormats.Of(Convert.FromHexString(hex)).ToString());

    [Theory]
    [InlineData("avif", "mif1", nameof(ImageFormat.Avif))]
    [InlineData("mif1", "avif", nameof(ImageFormat.Avif))]
    [InlineData("avif", "heic", nameof(ImageFormat.Avif))]
    [InlineData("heic", "mif1", nameof(ImageFormat.Heic))]
    [InlineData("mif1", "heix", nameof(ImageFormat.Heic))]
    [InlineData("msf1", "hevc", nameof(ImageFormat.Heic))]
    [InlineData("isom", "mp42", nameof(ImageFormat.Unknown))]
    public void Of_TellsAvifAndHeicByTheirBrands(string major, string compatible, string expected)
    {
        // What follows the box is none of its brands.
        byte[] start = [0, 0, 0, 20, .. Encoding.ASCII.GetBytes($"ftyp{major}    {compatible}"), .. "avifheic"u8];
        Assert.Equal(expected, ImageFormats.Of(start).ToString());
    }

    /// <summary>The file takes no place on the disk, but reading it to its end takes hours.</summary>
    [Fact]
    public async Task Read_RefusesAHugeFileOfNoKnownFormat_FromItsFirstBytes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("huge.jpg");
        if (!TryMakeSparse(path))
        {
            return;
        }

        Action[] readers =
        [
            () => new ImageReader(new ImagingSettings()).Read(path), () => ImageReader.ReadFacts(path), () =>
                ColourImage.Read(path, (_, _) => 512, 1, 250),
        ];
        foreach (Action read in readers)
        {
            ImageException e = await Assert.ThrowsAsync<ImageException>(() => Task.Run(read).WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.Equal(ErrorKind.ImageUnreadable, e.Kind);
            Assert.Contains("supported image format", e.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>False where the file system has no such file, or wants room for all of it.</summary>
    private static bool TryMakeSparse(string path)
    {
        try
        {
            using FileStream file = File.Create(path);
            file.SetLength(HugeBytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
