using System.Text;
using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class ThumbnailTests
{
    private const double Limit = 50;

    [Theory]
    [InlineData("exif-o_Landscape_6.jpg", 96, 64)]
    [InlineData("gen_rgba_half.png", 96, 64)]
    [InlineData("gen_cmyk.jpg", 96, 64)]
    [InlineData("gen_1x1.png", 1, 1)]
    public void Make_GivesAnUprightJpegOfTheLongSide(string name, int width, int height)
    {
        byte[] jpeg = Thumbnail.Make(Path.Combine(TestData.Hostile, name), 96, Limit);
        LoadedImage image = new ImageReader(new ImagingSettings()).Read(jpeg, "thumbnail");
        Assert.Equal((width, height), (image.OriginalWidth, image.OriginalHeight));
    }

    [Fact]
    public void Make_LeavesMetadataOut()
    {
        string photo = Path.Combine(TestData.Hostile, "exif-o_Landscape_6.jpg");
        Assert.Contains("Exif", Encoding.Latin1.GetString(File.ReadAllBytes(photo)), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(Thumbnail.Make(photo, 320, Limit)), StringComparison.Ordinal);
    }

    [Fact]
    public void Make_TakesBmp()
    {
        using var folder = new TemporaryFolder();
        string path = folder.At("gray.bmp");
        var pixels = new byte[64 * 32 * 3];
        File.WriteAllBytes(path, [0x42, 0x4D, .. BitConverter.GetBytes(54 + pixels.Length), 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0,
            64, 0, 0, 0, 32, 0, 0, 0, 1, 0, 24, 0, .. new byte[24], .. pixels]);
        LoadedImage image = new ImageReader(new ImagingSettings()).Read(Thumbnail.Make(path, 16, Limit), "thumbnail");
        Assert.Equal((16, 8), (image.OriginalWidth, image.OriginalHeight));
    }

    [Theory]
    [InlineData("gen_bomb_30000x30000_1bit.png", ErrorKind.ImageTooLarge)]
    [InlineData("gen_text.jpg", ErrorKind.ImageUnreadable)]
    [InlineData("gen_zero_bytes.png", ErrorKind.ImageNotFound)]
    [InlineData("no such file.png", ErrorKind.ImageNotFound)]
    public void Make_RefusesWhatIsNoImage(string name, ErrorKind kind) =>
        Assert.Equal(kind, Assert.Throws<ImageException>(() => Thumbnail.Make(Path.Combine(TestData.Hostile, name), 96, Limit)).Kind);

    [Fact]
    public void Read_FromMemory_GivesWhatTheFileGives()
    {
        string photo = TestData.Photo("Wine");
        var reader = new ImageReader(new ImagingSettings());
        LoadedImage fromFile = reader.Read(photo), fromMemory = reader.Read(File.ReadAllBytes(photo), "the query");
        Assert.Equal(fromFile.Gray.Pixels, fromMemory.Gray.Pixels);
        Assert.Equal(fromFile.Facts.ContentHash.AsEnumerable(), fromMemory.Facts.ContentHash.AsEnumerable());
        Assert.Equal("the query", fromMemory.Facts.Path);
        Assert.Equal(ErrorKind.ImageUnreadable, Assert.Throws<ImageException>(() => reader.Read([], "the query")).Kind);
    }
}
