using ImageSearch.Comparison;

namespace ImageSearch.Tests.Comparison;

public sealed class CommonPartsTests
{
    private static readonly (int Width, int Height) First = (101, 51), Second = (201, 201);

    [Fact]
    public void OfACrop_ItIsWhereTheFirstLiesInTheSecond()
    {
        MatchedPart area = Of(ImageRelation.Cropped, [(40, 60), (140, 60), (140, 110), (40, 110)]).Single();
        AssertNear([(0, 0), (100, 0), (100, 50), (0, 50)], area.First);
        AssertNear([(40, 60), (140, 60), (140, 110), (40, 110)], area.Second);
    }

    [Fact]
    public void WhatTheSecondDoesNotShow_IsNotInIt()
    {
        // Twice the size, and half of it beyond the left edge.
        MatchedPart area = Of(ImageRelation.Edited, [(-100, 20), (100, 20), (100, 120), (-100, 120)]).Single();
        AssertNear([(0, 20), (100, 20), (100, 120), (0, 120)], area.Second);
        AssertNear([(50, 0), (100, 0), (100, 50), (50, 50)], area.First);

        // The second lies within the first.
        area = Of(ImageRelation.Cropped, [(-200, -100), (600, -100), (600, 300), (-200, 300)]).Single();
        AssertNear([(0, 0), (200, 0), (200, 200), (0, 200)], area.Second);
        AssertNear([(25, 12.5), (50, 12.5), (50, 37.5), (25, 37.5)], area.First);
    }

    [Fact]
    public void OfATurnedImage_CornersGoTogether()
    {
        MatchedPart area = Of(ImageRelation.Turned, [(150, 50), (150, 150), (100, 150), (100, 50)]).Single();
        AssertNear([(150, 50), (150, 150), (100, 150), (100, 50)], area.Second);
        AssertNear([(0, 0), (100, 0), (100, 50), (0, 50)], area.First);
        Assert.Equal(5, Of(ImageRelation.Turned, [(50, -40), (150, 60), (100, 110), (0, 10)]).Single().First.Count);
    }

    [Fact]
    public void OutlinesBeyondTheHorizon_OrNone_LeaveTheParts()
    {
        MatchedPart[] parts = [Part(10, 10)];
        Assert.Equal(parts, Of(ImageRelation.SameScene, [(0, 0), (10, 10), (0, 10), (10, 0)], parts));
        Assert.Equal(parts, Of(ImageRelation.Reencoded, null, parts));
        Assert.Empty(Of(ImageRelation.Reencoded, null));
        Assert.Equal(parts, Of(ImageRelation.Cropped, [(500, 500), (600, 500), (600, 600), (500, 600)], parts));
    }

    [Fact]
    public void SeveralPartsOfAScene_AndSharedParts_AreWhereTheirPointsAre()
    {
        (double, double)[] whole = [(0, 0), (200, 0), (200, 200), (0, 200)];
        MatchedPart[] parts = [Part(10, 10), Part(60, 30)],
            around = [new MatchedPart([(0, 0), (100, 0), (100, 50)], [(0, 0), (200, 0), (200, 200)], [])];
        Assert.Equal(parts, Of(ImageRelation.SameScene, whole, parts));
        Assert.Equal(parts, Of(ImageRelation.SharedPart, whole, parts));
        Assert.Empty(Of(ImageRelation.SharedPart, whole, around));
        Assert.Single(Of(ImageRelation.SameScene, whole, around));
        Assert.Single(Of(ImageRelation.Edited, whole, parts));
        Assert.Empty(Of(ImageRelation.None, whole, parts));
    }

    private static IReadOnlyList<MatchedPart> Of(ImageRelation relation, (double, double)[]? outline, params MatchedPart[] parts) =>
        CommonParts.Of(new ImageComparison(relation, 1) { Outline = outline, Parts = parts }, First, Second);

    private static MatchedPart Part(double x, double y)
    {
        (double, double)[] corners = [(x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10)];
        return new MatchedPart(corners, corners, []);
    }

    private static void AssertNear((double X, double Y)[] expected, IReadOnlyList<(double X, double Y)> corners)
    {
        Assert.Equal(expected.Length, corners.Count);
        Assert.All(expected, e => Assert.Contains(corners, c => Math.Abs(c.X - e.X) < 0.01 && Math.Abs(c.Y - e.Y) < 0.01));
    }
}
