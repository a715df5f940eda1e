using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Pictures;

namespace ImageSearch.Tests.Pictures;

public sealed class ComparisonWordsTests
{
    private static readonly (int Width, int Height) Size = (1000, 800);

    [Theory]
    [InlineData(ImageRelation.IdenticalBytes, "the same file, byte for byte")]
    [InlineData(ImageRelation.IdenticalPixels, "the same pixels in another file")]
    [InlineData(ImageRelation.Reencoded, "the same picture, saved again")]
    [InlineData(ImageRelation.Recoloured, "the same picture in other colours")]
    [InlineData(ImageRelation.Mirrored, "the same picture, mirrored")]
    [InlineData(ImageRelation.Edited, "the same picture, edited")]
    [InlineData(ImageRelation.SameScene, "the same scene or object, not the same picture")]
    [InlineData(ImageRelation.SharedPart, "only a part in common")]
    [InlineData(ImageRelation.None, "nothing in common")]
    public void EveryRelation_HasItsWords(ImageRelation relation, string words) =>
        Assert.Equal(words, Of(new ImageComparison(relation, 1)));

    [Fact]
    public void NoRelation_IsWithoutWords() =>
        Assert.Distinct(Enum.GetValues<ImageRelation>().Select(r => Of(new ImageComparison(r, 1))));

    [Theory]
    [InlineData(500, 400, "the same picture, resized to 50 %")]
    [InlineData(2000, 1601, "the same picture, resized to 200 %")]
    [InlineData(1000, 400, "the same picture, resized")]
    [InlineData(1001, 801, "the same picture, resized")]
    public void Resized_SaysHowMuch_WhereBothSidesChangedAlike(int width, int height, string words) =>
        Assert.Equal(words, ComparisonWords.Of(new ImageComparison(ImageRelation.Resized, 1), Size, (width, height), "the query"));

    [Fact]
    public void Edited_SaysThatTheSizeIsAnother() =>
        Assert.Equal("the same picture, resized to 60 % and edited; 3 % differ, lower right corner",
        ComparisonWords.Of(Edited(Difference(580, 460, 15, 15, 0.03)), Size, (600, 480), "the query"));

    [Fact]
    public void Edited_SaysWhatLiesAroundTheOneAlone()
    {
        Assert.Equal("the same picture, with a border or more around it, 37 % of its area",
            Of(Edited() with { FirstOverlap = 1, SecondOverlap = 0.63 }));
        Assert.Equal("the same picture, without what is around the query, 20 % of its area; 1 % differ, in the centre",
            Of(Edited(Difference(450, 380, 100, 40, 0.01)) with { FirstOverlap = 0.8, SecondOverlap = 0.98 }));
        Assert.Equal("the same picture, edited", Of(Edited() with { FirstOverlap = 0.99, SecondOverlap = 1 }));
    }

    [Fact]
    public void Cropped_SaysWhichLiesInWhich_HowMuchAndWhere()
    {
        var crop = new ImageComparison(ImageRelation.Cropped, 1) { Parts = [Part((0, 0, 300, 300), (600, 0, 300, 300))] };
        Assert.Equal("the query is a crop of it: 11 % of the picture, upper right",
            Of(crop with { FirstOverlap = 1, SecondOverlap = 0.1125 }));
        Assert.Equal("a crop of the query: 40 % of it, upper left corner",
            Of(crop with { FirstOverlap = 0.4, SecondOverlap = 0.99, Parts = [Part((0, 0, 300, 250), (0, 0, 999, 799))] }));
        Assert.Equal("a crop of the query: 90 % of it",
            Of(crop with { FirstOverlap = 0.9, SecondOverlap = 0.99, Parts = [Part((10, 10, 900, 700), (0, 0, 999, 799))] }));
        Assert.Equal("a crop, of the one or the other", Of(crop));
    }

    [Theory]
    [InlineData(45, "the same picture, turned by 45 degrees clockwise")]
    [InlineData(-90, "the same picture, turned by 90 degrees anticlockwise")]
    [InlineData(1.2, "the same picture, turned by 1 degree clockwise")]
    [InlineData(0.4, "the same picture, seen at an angle")]
    public void Turned_SaysHowFar(double degrees, string words)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        var transform = new ImageTransform(cos, -sin, 0, sin, cos, 0);
        Assert.Equal(words, Of(new ImageComparison(ImageRelation.Turned, 1) { Geometry = new GeometricMatch(transform, [], 0, false) }));
    }

    [Fact]
    public void Turned_OfAPictureSeenFromAside_SaysNoDegrees()
    {
        var turned = new ImageComparison(ImageRelation.Turned, 1)
        {
            Geometry = new GeometricMatch(new ImageTransform(0.99, -0.09, 0, 0.09, 0.99, 0), [], 0, false),
        };
        Assert.Equal("the same picture, turned by 5 degrees clockwise",
            Of(turned with { Outline = [(0, 0), (996, 90), (924, 886), (-72, 796)] }));
        Assert.Equal("the same picture, seen at an angle", Of(turned with { Outline = [(0, 0), (996, 90), (924, 700), (-72, 796)] }));
    }

    [Fact]
    public void Differences_AreAddedUp_AndSaidWhere()
    {
        Assert.Equal("the same picture, edited; 3 % differ, lower right corner", Of(Edited(Difference(900, 700, 50, 50, 0.03))));
        Assert.Equal("the same picture, edited; under 0.1 % differ, in the centre", Of(Edited(Difference(480, 380, 10, 10, 0.0003))));
        Assert.Equal("the same picture, edited; 0.4 % differ, at the top",
            Of(Edited(Difference(450, 40, 50, 50, 0.003), Difference(500, 60, 50, 50, 0.001))));
        Assert.Equal("the same picture, edited; 5 % differ, mostly along the bottom",
            Of(Edited(Difference(0, 700, 900, 90, 0.04), Difference(10, 10, 50, 50, 0.01))));
        Assert.Equal("the same picture, edited; 45 % differ, all over",
            Of(Edited(Difference(0, 0, 900, 790, 0.4), Difference(950, 10, 40, 50, 0.05))));
        Assert.Equal("the same picture, edited; 3 % differ, in 3 places",
            Of(Edited(Difference(10, 10, 50, 50, 0.01), Difference(900, 700, 50, 50, 0.01), Difference(480, 380, 10, 10, 0.01))));
    }

    [Fact]
    public void SharedPart_SaysWhereItLies_AndHowSmallItIs()
    {
        var shared = new ImageComparison(ImageRelation.SharedPart, 1);
        Assert.Equal("only a part in common: lower right corner, 2 % of the picture",
            Of(shared with { Parts = [Part((0, 0, 160, 100), (820, 690, 160, 100))] }));
        Assert.Equal("only parts in common, in many places", Of(shared with { Parts = [Part((0, 0, 900, 700), (10, 10, 900, 700))] }));
        Assert.Equal("only parts in common, in 2 places: 4 % of the picture",
            Of(shared with { Parts = [Part((0, 0, 160, 100), (820, 690, 160, 100)), Part((0, 0, 160, 100), (10, 10, 160, 100))] }));
    }

    [Fact]
    public void SameScene_CountsItsParts() => Assert.Equal("the same scene or object, not the same picture; 2 parts in common",
        Of(new ImageComparison(ImageRelation.SameScene, 1)
        { Parts = [Part((0, 0, 9, 9), (0, 0, 9, 9)), Part((0, 0, 9, 9), (50, 0, 9, 9))] }));

    [Theory]
    [InlineData(0, 0, 1000, 800, "all over")]
    [InlineData(0, 0, 1000, 100, "along the top")]
    [InlineData(0, 350, 1000, 100, "across the middle")]
    [InlineData(0, 0, 100, 800, "along the left side")]
    [InlineData(450, 0, 100, 800, "down the middle")]
    [InlineData(900, 0, 100, 800, "along the right side")]
    [InlineData(0, 350, 100, 100, "on the left")]
    [InlineData(300, 200, 100, 100, "upper left")]
    [InlineData(-500, -500, 600, 600, "upper left corner")]
    [InlineData(450, 700, 100, 90, "at the bottom")]
    [InlineData(900, 10, 90, 90, "upper right corner")]
    public void Places_AreNamedAsPeopleDo(double left, double top, double width, double height, string words) =>
        Assert.Equal(words, PlaceWords.Of(Box(left, top, width, height), Size));

    [Theory]
    [InlineData(1, "1.00")]
    [InlineData(0.99999, "0.99")]
    [InlineData(0.954, "0.95")]
    public void Confidence_IsNeverRoundedUpToCertainty(double confidence, string words) =>
        Assert.Equal(words, ComparisonWords.Confidence(confidence));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0002, "under 0.1 %")]
    [InlineData(0.0042, "0.4 %")]
    [InlineData(0.031, "3 %")]
    [InlineData(0.9999, "99 %")]
    [InlineData(1, "100 %")]
    public void Shares_AreNeitherNothingNorAllUnlessTheyAre(double share, string words) =>
        Assert.Equal(words, ComparisonWords.Percent(share));

    private static string Of(ImageComparison comparison) => ComparisonWords.Of(comparison, Size, Size, "the query");

    private static ImageComparison Edited(params ImageDifference[] differences) => new(ImageRelation.Edited, 1)
    {
        Differences = differences,
    };

    private static ImageDifference Difference(double left, double top, double width, double height, double share) =>
        new(Box(left, top, width, height), Box(left, top, width, height), share);

    private static MatchedPart Part((double X, double Y, double W, double H) first, (double X, double Y, double W, double H) second) =>
        new(Box(first.X, first.Y, first.W, first.H), Box(second.X, second.Y, second.W, second.H), []);

    private static (double X, double Y)[] Box(double left, double top, double width, double height) =>
        [(left, top), (left + width, top), (left + width, top + height), (left, top + height)];
}
