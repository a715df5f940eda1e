using ImageSearch.Comparison.Pixels;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class FrameCacheTests
{
    private const double Limit = 250;

    private static readonly string First = TestData.Photo("Wine_by_Jakkub_Mede"), Second = TestData.Photo("Dragonfly_by_Bolly");

    [Fact]
    public void Read_DecodesAFileOnce_ForEachSize()
    {
        var frames = new FrameCache();
        var image = Frames.Sized(427, 640, First);
        FramePixels read = frames.Read(image, 256, Limit);
        Assert.Same(read, frames.Read(image, 256, Limit));
        Assert.NotSame(read, frames.Read(image, 128, Limit));
        Assert.Equal(2, frames.ReadCount);
        Assert.Equal(FramePixels.Read(image, 256, Limit).Colour.Rgb, read.Colour.Rgb);
    }

    /// <summary>Room for one frame of 256 pixels: what was used last stays.</summary>
    [Fact]
    public void Read_HoldsNoMoreThanItMay()
    {
        var frames = new FrameCache(300_000);
        var wine = Frames.Sized(427, 640, First);
        FramePixels read = frames.Read(wine, 256, Limit);
        frames.Read(Frames.Sized(640, 480, Second), 256, Limit);
        Assert.NotSame(read, frames.Read(wine, 256, Limit));
        Assert.Equal(3, frames.ReadCount);
        FramePixels large = frames.Read(wine, 640, Limit);
        Assert.NotSame(large, frames.Read(wine, 640, Limit));
    }

    /// <summary>A file that has another size by now is not what was held.</summary>
    [Fact]
    public void Read_OfAnotherSizeThanItHad_IsRefused()
    {
        var frames = new FrameCache();
        frames.Read(Frames.Sized(427, 640, First), 256, Limit);
        Assert.Throws<ImageException>(() => frames.Read(Frames.Sized(400, 600, First), 256, Limit));
    }
}
