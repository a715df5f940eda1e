using ImageSearch.Comparison.Pixels;
using ImageSearch.Geometry;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class PixelPairTests
{
    private const double Limit = 50;

    /// <summary>The same photograph, 640 and 320 wide.</summary>
    private static readonly string Photo = TestData.Photo("aitzgorri"),
        Half = Path.Combine(TestData.Copies, "aitzgorri_by_Aitzol_Berasategi__scale50.jpg");

    private static readonly ImageTransform Halving = FrameWarp.Sizes(640, 426, 320, 213);

    [Fact]
    public void ToRead_AndToFiles_AreTheSameTransformInOtherPixels()
    {
        PixelPair pair = Make(160);
        ImageTransform read = pair.ToRead(Halving), files = pair.ToFiles(read);
        Assert.Equal((160, 160), (pair.FirstPixels.Width, pair.SecondPixels.Width));
        Assert.Equal(1, read.M11, 1e-9);
        Assert.All(files.Outline(640, 426).Zip(Halving.Outline(640, 426)), p =>
        {
            Assert.Equal(p.Second.X, p.First.X, 1e-9);
            Assert.Equal(p.Second.Y, p.First.Y, 1e-9);
        });
    }

    /// <summary>The half is read whole at 320; of a crop of it, which both have in more pixels than that, more can be had.</summary>
    [Fact]
    public void CanBeLarger_AsksTheCoarserOfTheTwo()
    {
        Assert.True(Make(160).CanBeLarger(Halving));
        Assert.False(Make(320).CanBeLarger(Halving));
        Assert.False(Make(640).CanBeLarger(Halving));
        var enlarged = new ImageTransform(2, 0, 0, 0, 2, 0);
        Assert.True(Make(320).CanBeLarger(enlarged));
        Assert.False(Make(640).CanBeLarger(enlarged));
    }

    /// <summary>Files are read when they are asked for: the first, missing, is no hindrance to the second.</summary>
    [Fact]
    public void Pixels_AreReadWhenTheyAreAskedFor()
    {
        var pair = new PixelPair(Frames.Sized(640, 426, "no such file.png"), Frames.Sized(320, 213, Half), Limit, 1024);
        Assert.Equal(320, pair.SecondPixels.Width);
        Assert.Equal(ErrorKind.ImageNotFound, Assert.Throws<ImageException>(() => pair.FirstPixels).Kind);
    }

    private static PixelPair Make(int longSide) => new(Frames.Sized(640, 426, Photo), Frames.Sized(320, 213, Half), Limit, longSide);
}
