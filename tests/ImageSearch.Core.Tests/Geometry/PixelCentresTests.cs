using ImageSearch.Geometry;

namespace ImageSearch.Tests.Geometry;

public sealed class PixelCentresTests
{
    [Fact]
    public void Share_GoesThereAndBack()
    {
        Assert.Equal(0.5 / 40, PixelCentres.ToShare(0, 40));
        Assert.Equal(39.5 / 40, PixelCentres.ToShare(39, 40));
        Assert.Equal(17.25, PixelCentres.FromShare(PixelCentres.ToShare(17.25, 40), 40), 12);
    }

    /// <summary>The middle of an image stays in the middle, and its edges stay edges, at every size.</summary>
    [Theory]
    [InlineData(10, 25)]
    [InlineData(25, 10)]
    [InlineData(640, 512)]
    public void Resize_KeepsEdgesAndMiddle(int from, int to)
    {
        Assert.Equal(-0.5, PixelCentres.Resize(-0.5, from, to), 12);
        Assert.Equal(to - 0.5, PixelCentres.Resize(from - 0.5, from, to), 12);
        Assert.Equal((to - 1) / 2.0, PixelCentres.Resize((from - 1) / 2.0, from, to), 12);
        Assert.Equal(PixelCentres.Scale(3.25, to / (double)from), PixelCentres.Resize(3.25, from, to), 12);
    }

    [Theory]
    [InlineData(-0.5, 0)]
    [InlineData(4.4, 0)]
    [InlineData(4.6, 1)]
    [InlineData(99.4, 19)]
    public void Cell_IsThePixelThatAPlaceFallsOn(double at, int cell) => Assert.Equal(cell, PixelCentres.Cell(at, 100, 20));

    [Fact]
    public void Mirrored_ChangesFirstAndLast()
    {
        Assert.Equal(39, PixelCentres.Mirrored(0, 40));
        Assert.Equal(12.5, PixelCentres.Mirrored(PixelCentres.Mirrored(12.5, 40), 40));
    }

    [Fact]
    public void Corners_AreMiddlesOfPixels_AndTheEdgeIsHalfAPixelAway()
    {
        Assert.Equal([(0.0, 0.0), (3.0, 0.0), (3.0, 1.0), (0.0, 1.0)], PixelCentres.Corners(4, 2));
        Assert.Equal(0.5, PixelCentres.FromEdge(0));
    }

    [Fact]
    public void DescribedPoint_LiesInBothFiles_EachByItsOwnScale()
    {
        MatchedPoint inFiles = new DescribedPoint(0, 0, 9, 4).InFiles(FileScale.Of(200, 100, 100, 50), FileScale.Of(10, 5, 10, 5));
        Assert.Equal(new MatchedPoint(0.5, 0.5, 9, 4), inFiles);
        Assert.Equal(new DescribedPoint(3, 4, 1, 2), new DescribedPoint(1, 2, 3, 4).Swapped);
    }
}
