using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Comparison;

public sealed class KeypointComparerTests
{
    private static readonly ImageTransform View = MadeFeatures.Similarity(20, 0.8, 90, -10);

    [Theory]
    [InlineData(500, false)]
    [InlineData(500, true)]
    [InlineData(40, false)]
    [InlineData(40, true)]
    [InlineData(12, false)]
    public void Compare_FindsTheTransform_FromTheFirstAsItIsToTheSecond(int count, bool isMirrored)
    {
        ImageFeatures image = MadeFeatures.Random(1, count), seen = MadeFeatures.Seen(image, View, 400, 300);
        ImageFeatures first = isMirrored ? MirroredFeatures.Of(image) : image;
        KeypointFindings found = KeypointComparer.Compare(first, seen, isMirrored);
        GeometricMatch match = Assert.Single(found.Parts);
        Assert.Equal((isMirrored, isMirrored), (match.IsMirrored, match.Transform.IsMirrored));
        ImageTransform expected = isMirrored ? View.After(ImageTransform.Mirror(MadeFeatures.Width)) : View;
        AssertNear(expected, match.Transform);
        Assert.Equal(1, found.Evidence!.Agreement);
    }

    /// <summary>Of few features each has its three nearest, whichever of the images is asked: the answer must not depend on it.</summary>
    [Theory]
    [InlineData(1, 500, 400, false)]
    [InlineData(2, 60, 500, false)]
    [InlineData(3, 30, 30, false)]
    [InlineData(4, 10, 20, false)]
    [InlineData(5, 60, 500, true)]
    [InlineData(6, 30, 30, true)]
    public void Compare_IsTheSameBothWays(int seed, int count, int others, bool isMirrored)
    {
        ImageFeatures first = MadeFeatures.Random(seed, count);
        ImageFeatures copy = MadeFeatures.Seen(isMirrored ? MirroredFeatures.Of(first) : first, View, 400, 300);
        ImageFeatures second = MadeFeatures.Together(copy, MadeFeatures.Random(seed + 100, others));
        KeypointFindings there = KeypointComparer.Compare(first, second, isMirrored),
            back = KeypointComparer.Compare(second, first, isMirrored);
        Assert.NotEmpty(there.Parts);
        AssertSame(there, back.Swapped());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(40)]
    public void Compare_OfTwoPartsThatLieElsewhere_GivesBoth_TheLargerFirst(int count)
    {
        ImageFeatures large = MadeFeatures.Random(1, count), small = MadeFeatures.Random(2, count / 2);
        ImageTransform largeAt = MadeFeatures.Similarity(0, 1, 0, 0), smallAt = MadeFeatures.Similarity(-35, 0.9, 350, 250);
        ImageFeatures both = MadeFeatures.Together(MadeFeatures.Seen(large, largeAt, 800, 600),
            MadeFeatures.Seen(small, smallAt, 800, 600));
        ImageTransform inFirst = MadeFeatures.Similarity(0, 1, 400, 300);
        ImageFeatures first = MadeFeatures.Together(MadeFeatures.Seen(large, inFirst, 800, 600),
            MadeFeatures.Seen(small, ImageTransform.Identity, 800, 600));
        KeypointFindings found = KeypointComparer.Compare(first, both, isMirrored: false);
        Assert.Equal(2, found.Parts.Count);
        Assert.True(found.Parts[0].Inliers > found.Parts[1].Inliers);
        AssertNear(MadeFeatures.Similarity(0, 1, -400, -300), found.Parts[0].Transform);
        AssertNear(smallAt, found.Parts[1].Transform);
        Assert.Equal(found.Parts[0], found.Geometry);
    }

    [Fact]
    public void Compare_OfWhatHasNothingInCommon_IsUnsure()
    {
        KeypointFindings found = KeypointComparer.Compare(MadeFeatures.Random(1, 400), MadeFeatures.Random(2, 400), isMirrored: false);
        Assert.True(Confidence.Of(found.Geometry, null) < Confidence.Accepted);
    }

    [Fact]
    public void Compare_WithoutFeatures_FindsNothing()
    {
        var none = new ImageFeatures(320, 240, [], []);
        Assert.Empty(KeypointComparer.Compare(none, MadeFeatures.Random(1, 40), isMirrored: false).Parts);
        Assert.Null(KeypointComparer.Compare(none, none, isMirrored: true).Evidence);
        Assert.Null(KeypointComparer.Compare(MadeFeatures.Random(1, 40), none, isMirrored: false).Geometry);
    }

    private static void AssertSame(KeypointFindings first, KeypointFindings second)
    {
        Assert.Equal(first.Evidence, second.Evidence);
        Assert.Equal(first.Parts.Count, second.Parts.Count);
        Assert.All(first.Parts.Zip(second.Parts), p =>
        {
            Assert.Equal(p.First.Points, p.Second.Points);
            Assert.Equal((p.First.PutativeMatchCount, p.First.HasFewFeatures), (p.Second.PutativeMatchCount, p.Second.HasFewFeatures));
            Assert.Equal((p.First.CollinearInlierCount, p.First.IsMirrored), (p.Second.CollinearInlierCount, p.Second.IsMirrored));
            AssertNear(p.First.Transform, p.Second.Transform, 1e-6);
        });
    }

    private static void AssertNear(ImageTransform expected, ImageTransform actual, double within = 0.5) =>
        Assert.All(expected.Outline(MadeFeatures.Width, MadeFeatures.Height)
            .Zip(actual.Outline(MadeFeatures.Width, MadeFeatures.Height)), p =>
        {
            Assert.Equal(p.First.X, p.Second.X, within);
            Assert.Equal(p.First.Y, p.Second.Y, within);
        });
}
