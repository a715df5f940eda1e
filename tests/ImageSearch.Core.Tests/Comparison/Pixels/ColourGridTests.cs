using ImageSearch.Comparison.Pixels;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class ColourGridTests
{
    private const int Blocks = 8;

    [Theory]
    [InlineData(255, 0, 0, -43, 127)]
    [InlineData(0, 0, 255, 127, -21)]
    [InlineData(90, 90, 90, 0, 0)]
    public void Of_GivesTheColourDifferencesOfRec601(byte red, byte green, byte blue, double blueDifference, double redDifference)
    {
        FramePixels plain = Frames.Of(Altered.Plain(160, 80, red, green, blue));
        var grid = ColourGrid.Of(Frames.Aligned(plain, Frames.Of(Altered.Plain(160, 80, 90, 90, 90))), Blocks);
        Assert.Equal(Enumerable.Range(0, 32), grid.Common);
        Assert.All(grid.First, c => Assert.Equal((blueDifference, redDifference), (Math.Round(c.Blue), Math.Round(c.Red))));
        Assert.All(grid.Second, c => Assert.Equal((0, 0), (Math.Round(c.Blue), Math.Round(c.Red))));
    }

    [Fact]
    public void Common_LeavesOutBlocksThatAreMostlyMasked()
    {
        FramePixels plain = Frames.Of(Altered.Plain(160, 80, 1, 2, 3));
        Alignment alignment = Frames.Aligned(plain, plain);
        byte[] mask = [.. Enumerable.Range(0, 160 * 80).Select(i => (byte)(i % 160 < 35 ? 0 : 255))];
        var grid = ColourGrid.Of(alignment with { Pair = alignment.Pair with { Mask = mask } }, Blocks);
        Assert.Equal(Enumerable.Range(0, 32).Where(i => i % 8 >= 2), grid.Common);
        Assert.Equal(double.NaN, grid.First[1].Blue);
    }

    [Fact]
    public void Areas_AreBlocksThatTouch_AlsoAtCorners()
    {
        FramePixels plain = Frames.Of(Altered.Plain(160, 80, 1, 2, 3));
        var grid = ColourGrid.Of(Frames.Aligned(plain, plain), Blocks);
        DifferingArea[] areas = [.. grid.Areas([0, 9, 8, 6, 23, 31], minTouching: 2).OrderBy(a => a.Left)];
        Assert.Equal([new DifferingArea(0, 0, 40, 40, 3 / 32.0), new DifferingArea(140, 40, 160, 80, 2 / 32.0)], areas);
    }

    [Fact]
    public void Areas_DoNotGoOnFromTheEndOfARowToTheNext()
    {
        FramePixels plain = Frames.Of(Altered.Plain(160, 80, 1, 2, 3));
        Assert.Empty(ColourGrid.Of(Frames.Aligned(plain, plain), Blocks).Areas([7, 8], minTouching: 2));
    }
}
