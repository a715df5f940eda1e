using ImageSearch.Geometry;

namespace ImageSearch.Tests.Geometry;

public sealed class CollinearityTests
{
    [Fact]
    public void MaxCollinear_CountsTheInliersOfAnEdge_InEitherImage()
    {
        DescribedPoint[] edge = [.. Enumerable.Range(0, 7)
            .Select(i => new DescribedPoint(40 + (30 * i), 90 + (10 * i) + (i % 2), 300 - (20 * i), 17 * i * i))];
        DescribedPoint[] beside = [new(60, 300, 20, 310), new(200, 20, 400, 20)];
        Assert.Equal(7, Collinearity.MaxCollinear([.. edge, .. beside]));
        Assert.Equal(7, Collinearity.MaxCollinear(
            [.. edge.Concat(beside).Select(p => new DescribedPoint(p.ImageX, p.ImageY, p.QueryX, p.QueryY))]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void MaxCollinear_OfAFewPoints_IsTheirNumber(int count) =>
        Assert.Equal(count, Collinearity.MaxCollinear(
            [.. Enumerable.Range(0, count).Select(i => new DescribedPoint(10 * i, 20, 30, 40 * i))]));

    [Fact]
    public void MaxCollinear_OfPointsAllAround_IsFew()
    {
        DescribedPoint[] circle = [.. Enumerable.Range(0, 24).Select(i => Math.SinCos(i * Math.PI / 12))
            .Select(p => new DescribedPoint(200 + (100 * p.Sin), 200 + (100 * p.Cos), 90 + (80 * p.Cos), 90 - (80 * p.Sin)))];
        Assert.InRange(Collinearity.MaxCollinear(circle), 2, 3);
    }

    [Fact]
    public void Confidence_OfInliersOnOneEdge_IsNone()
    {
        DescribedPoint[] points = [.. Enumerable.Range(0, 9).Select(i => new DescribedPoint(40 + (30 * i), 90, 40 + (30 * i), 90))];
        var match = new GeometricMatch(ImageTransform.Identity, points, 50, IsMirrored: false) { HasFewFeatures = true };
        Assert.True(Confidence.Of(match, null) > Confidence.Accepted);
        Assert.True(Confidence.Of(match with { CollinearInlierCount = Collinearity.MaxCollinear(points) }, null) < 0.01);
    }
}
