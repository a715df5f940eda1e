using ImageSearch.Geometry;

namespace ImageSearch.Tests.Geometry;

public sealed class ConvexHullTests
{
    /// <summary>A convex polygon, walked clockwise where y points down, has every point to its right or on its edges.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 20)]
    [InlineData(3, 300)]
    public void Of_HoldsAllPoints_AndItsCornersAreSomeOfThem(int seed, int count)
    {
        var random = new Random(seed);
        (double X, double Y)[] points = [.. Enumerable.Range(0, count).Select(_ => (random.Next(40) / 4.0, random.Next(40) / 4.0))];
        IReadOnlyList<(double X, double Y)> hull = ConvexHull.Of(points);
        Assert.All(hull, corner => Assert.Contains(corner, points));
        for (int i = 0; i < hull.Count; i++)
        {
            ((double X, double Y) from, (double X, double Y) to) = (hull[i], hull[(i + 1) % hull.Count]);
            Assert.All(points, p => Assert.True(((to.X - from.X) * (p.Y - from.Y)) - ((to.Y - from.Y) * (p.X - from.X)) >= 0));
        }
    }

    [Fact]
    public void Of_LeavesOutWhatLiesOnAnEdgeOrWithin_AndWalksClockwise()
    {
        IReadOnlyList<(double X, double Y)> hull = ConvexHull.Of([(2, 2), (0, 4), (0, 0), (4, 0), (2, 0), (4, 4), (0, 0)]);
        Assert.Equal([(0, 0), (4, 0), (4, 4), (0, 4)], hull);
    }

    [Fact]
    public void Of_PointsOnOneLine_AreItsEnds() => Assert.Equal([(0, 0), (3, 6)], ConvexHull.Of([(1, 2), (3, 6), (0, 0), (2, 4)]));

    [Fact]
    public void Of_FewerThanThreePoints_AreThemselves()
    {
        Assert.Empty(ConvexHull.Of([]));
        Assert.Equal([(5, 7)], ConvexHull.Of([(5, 7), (5, 7)]));
        Assert.Equal([(1, 9), (5, 7)], ConvexHull.Of([(5, 7), (1, 9)]));
    }
}
