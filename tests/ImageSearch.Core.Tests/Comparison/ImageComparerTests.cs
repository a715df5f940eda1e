using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Sift;
using ImageSearch.Tests.Comparison.Pixels;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison;

public sealed class ImageComparerTests(ComparedFiles files) : IClassFixture<ComparedFiles>
{
    [Fact]
    public void Compare_OfTheSameBytes_IsIdentical_WithEveryPoint()
    {
        string copy = files.Write("copy.jpg", File.ReadAllBytes(TestData.Photo("Dragonfly")));
        ImageComparison found = files.CompareKeypoints(TestData.Photo("Dragonfly"), copy);
        Assert.Equal((ImageRelation.IdenticalBytes, 1.0), (found.Relation, found.Confidence));
        Assert.True(found.IsMatch);
        Assert.Equal((1, 1, 0), (found.FirstOverlap, found.SecondOverlap, found.PerceptualHashDistance));
        Assert.True(found.Inliers > 100);
        Assert.All(found.Points, p => Assert.Equal((p.QueryX, p.QueryY), (p.ImageX, p.ImageY)));
    }

    /// <summary>Numbers are those of the files, not of the smaller pixels at which features are found.</summary>
    [Fact]
    public void Compare_OfAHalf_GivesPlacesInPixelsOfTheFiles()
    {
        ImageComparison found = files.CompareKeypoints(TestData.Photo("Dragonfly"),
            Path.Combine(TestData.Copies, "Dragonfly_by_Bolly__scale50.jpg"));
        Assert.Equal(ImageRelation.Resized, found.Relation);
        Assert.All(found.Outline!.Zip([(0, 0), (319, 0), (319, 239), (0, 239)]), p =>
        {
            Assert.Equal(p.Second.Item1, p.First.X, 2.0);
            Assert.Equal(p.Second.Item2, p.First.Y, 2.0);
        });
        Assert.All(found.Points, p => Assert.Equal(p.QueryX / 2, p.ImageX, 4.0));
        MatchedPart part = Assert.Single(found.Parts);
        Assert.Equal(found.Points, part.Points);
        Assert.All(part.First, corner => Assert.Contains(part.Points, p => (p.QueryX, p.QueryY) == corner));
        Assert.All(part.Second, corner => Assert.Contains(part.Points, p => (p.ImageX, p.ImageY) == corner));
    }

    [Theory]
    [InlineData("Dragonfly", "life")]
    [InlineData("Fossa", "umang")]
    [InlineData("Picture_0B", "Picture_1A")]
    public void Compare_OfTwoPictures_IsNothing_EitherWay(string first, string second)
    {
        ImageComparison there = files.CompareKeypoints(TestData.Photo(first), TestData.Photo(second)),
            back = files.CompareKeypoints(TestData.Photo(second), TestData.Photo(first));
        Assert.Equal((ImageRelation.None, false), (there.Relation, there.IsMatch));
        Assert.Equal((there.Relation, there.Confidence, there.Agreement, there.FirstOverlap),
            (back.Relation, back.Confidence, back.Agreement, back.SecondOverlap));
    }

    /// <summary>Photographs with few features, of which one verdict in the one order was sure and the other was not.</summary>
    [Theory]
    [InlineData("Fossa_by_Jasper_Roks__crop50")]
    [InlineData("Fossa_by_Jasper_Roks__rot45")]
    [InlineData("umang_by_Abhishek_Mudgal__jpeg15")]
    [InlineData("umang_by_Abhishek_Mudgal__crop50")]
    [InlineData("umang_by_Abhishek_Mudgal__scale50")]
    [InlineData("free_by_Peter_Nerlich__rot45")]
    [InlineData("Painting-Colors_by__herobrine7gamer__crop50")]
    public void Compare_OfImagesOfFewFeatures_IsTheSameBothWays(string copy)
    {
        (string first, string second) = (TestData.Photo(copy.Split("_by_")[0]), Path.Combine(TestData.Copies, copy + ".jpg"));
        ImageComparison there = files.CompareKeypoints(first, second), back = files.CompareKeypoints(second, first);
        Assert.Equal((there.Relation, there.Confidence, there.Agreement, there.Inliers),
            (back.Relation, back.Confidence, back.Agreement, back.Inliers));
        Assert.Equal((there.FirstOverlap, there.SecondOverlap), (back.SecondOverlap, back.FirstOverlap));
        Assert.Equal(there.Points, back.Points.Select(p => new MatchedPoint(p.ImageX, p.ImageY, p.QueryX, p.QueryY)));
    }

    [Fact]
    public void Compare_OfAMirroredCopy_IsMirrored()
    {
        string mirrored = files.Jpeg("mirrored.jpg", Altered.Mirrored(Frames.Colours("Dragonfly")));
        ImageComparison found = files.CompareKeypoints(TestData.Photo("Dragonfly"), mirrored);
        Assert.Equal(ImageRelation.Mirrored, found.Relation);
        Assert.All(found.Points, p => Assert.Equal(639 - p.QueryX, p.ImageX, 4.0));
    }

    /// <summary>Two covers lie in one photograph each in another place: each is a part of its own, with its outline.</summary>
    [Fact]
    public void Compare_OfTwoPhotographsWithTheSameTwoCovers_GivesTwoParts()
    {
        ColourImage first = Frames.Colours("Dragonfly", 320), second = Frames.Colours("life", 320),
            table = Altered.Plain(900, 700, 120, 90, 60);
        string one = files.Jpeg("one.jpg", Altered.Pasted(Altered.Pasted(table, first, 30, 40), second, 500, 380));
        string other = files.Jpeg("other.jpg", Altered.Pasted(Altered.Pasted(table, first, 520, 60), second, 60, 420));
        ImageComparison found = files.CompareKeypoints(one, other);
        Assert.Equal(2, found.Parts.Count);
        Assert.True(found.Parts[0].Points.Count >= found.Parts[1].Points.Count);
        AssertWithin(found.Parts, (30, 40, first), (520, 60, first));
        AssertWithin(found.Parts, (500, 380, second), (60, 420, second));
    }

    [Fact]
    public void Compare_OfOtherKindsOfDescriptor_IsRefused()
    {
        DescribedImage image = files.Describe(TestData.Photo("life")),
            other = image with { Features = image.Features with { Kind = DescriptorKind.Sift } };
        Assert.Equal(ErrorKind.IndexSettingsMismatch, Assert.Throws<IndexException>(() => ImageComparer.Compare(image, other)).Kind);
    }

    /// <summary>One of the parts lies in the box in the first image, and in the other box in the second.</summary>
    private static void AssertWithin(IReadOnlyList<MatchedPart> parts, (int X, int Y, ColourImage Image) inFirst,
        (int X, int Y, ColourImage Image) inSecond) =>
        Assert.Single(parts, part => IsWithin(part.First, inFirst) && IsWithin(part.Second, inSecond));

    private static bool IsWithin(IReadOnlyList<(double X, double Y)> outline, (int X, int Y, ColourImage Image) box) =>
        outline.Count > 2 && outline.All(p => p.X >= box.X - 5 && p.Y >= box.Y - 5 && p.X <= box.X + box.Image.Width + 5
            && p.Y <= box.Y + box.Image.Height + 5);
}
