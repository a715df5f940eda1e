using ImageSearch.Comparison.Pixels;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class FramePixelsTests
{
    private const double Limit = 50;

    private static readonly string Path = TestData.Photo("aitzgorri");

    [Theory]
    [InlineData(320, 320, 213)]
    [InlineData(4096, 640, 426)]
    public void Read_ShrinksToTheLongSide_AndNeverEnlarges(int longSide, int width, int height)
    {
        FramePixels pixels = FramePixels.Read(Frames.Sized(640, 426, Path), longSide, Limit);
        Assert.Equal((width, height), (pixels.Width, pixels.Height));
        for (int i = 0; i < pixels.Luma.Pixels.Length; i++)
        {
            byte[] rgb = pixels.Colour.Rgb;
            Assert.Equal((0.299 * rgb[3 * i]) + (0.587 * rgb[(3 * i) + 1]) + (0.114 * rgb[(3 * i) + 2]), pixels.Luma.Pixels[i], 0.51);
        }
    }

    [Fact]
    public void At_ItsOwnSize_IsItself()
    {
        FramePixels pixels = Frames.Photo("aitzgorri");
        Assert.Same(pixels, pixels.At(640, 426));
        FramePixels small = pixels.At(64, 43);
        Assert.Equal((64, 43), (small.Width, small.Height));
        Assert.Same(small, pixels.At(64, 43));
        Assert.Equal(pixels.Luma.Pixels.Average(p => p), small.Luma.Pixels.Average(p => p), 2.0);
    }

    [Fact]
    public void Part_IsWhatLiesThere()
    {
        FramePixels pixels = Frames.Photo("aitzgorri"), part = pixels.Part(30, 40, 50, 60);
        Assert.Equal((50, 60), (part.Width, part.Height));
        Assert.Equal(Altered.Cropped(pixels.Colour, 30, 40, 50, 60).Rgb, part.Colour.Rgb);
        Assert.Equal(Frames.Of(part.Colour).Luma.Pixels, part.Luma.Pixels);
        Assert.Same(pixels, pixels.Part(0, 0, pixels.Width, pixels.Height));
    }

    [Theory]
    [InlineData("no such file.png", ErrorKind.ImageNotFound)]
    [InlineData("gen_photo_trunc_50pct.jpg", ErrorKind.ImageUnreadable)]
    [InlineData("gen_bomb_30000x30000_1bit.png", ErrorKind.ImageTooLarge)]
    public void Read_OfWhatCannotBeRead_NamesTheFile(string name, ErrorKind kind)
    {
        string path = System.IO.Path.Combine(TestData.Hostile, name);
        ImageException e = Assert.Throws<ImageException>(() => FramePixels.Read(Frames.Sized(640, 480, path), 512, Limit));
        Assert.Equal((kind, path), (e.Kind, e.Target));
    }
}
