using ImageSearch.Comparison;

namespace ImageSearch.Tests.Comparison;

public sealed class PlacementTests
{
    [Theory]
    [InlineData(0, 0, 900, 700, ImagePlace.AllOver)]
    [InlineData(0, 0, 1000, 200, ImagePlace.Top)]
    [InlineData(0, 300, 1000, 200, ImagePlace.Centre)]
    [InlineData(0, 600, 1000, 200, ImagePlace.Bottom)]
    [InlineData(0, 0, 200, 800, ImagePlace.Left)]
    [InlineData(900, 0, 100, 800, ImagePlace.Right)]
    [InlineData(400, 0, 200, 800, ImagePlace.Centre)]
    [InlineData(450, 350, 100, 100, ImagePlace.Centre)]
    [InlineData(0, 350, 100, 100, ImagePlace.Left)]
    [InlineData(900, 350, 100, 100, ImagePlace.Right)]
    [InlineData(450, 10, 100, 90, ImagePlace.Top)]
    [InlineData(450, 700, 100, 90, ImagePlace.Bottom)]
    [InlineData(-500, -500, 600, 600, ImagePlace.UpperLeft)]
    [InlineData(900, 10, 90, 90, ImagePlace.UpperRight)]
    [InlineData(300, 600, 50, 50, ImagePlace.LowerLeft)]
    [InlineData(700, 700, 900, 900, ImagePlace.LowerRight)]
    public void Place_IsThePartThatABoxLiesIn(double left, double top, double width, double height, ImagePlace place) =>
        Assert.Equal(place, Placement.Of(
            [(left, top), (left + width, top), (left + width, top + height), (left, top + height)], (1000, 800)).Place);
}
