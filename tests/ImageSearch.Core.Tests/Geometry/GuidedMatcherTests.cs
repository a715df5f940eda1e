using ImageSearch.Geometry;

namespace ImageSearch.Tests.Geometry;

public sealed class GuidedMatcherTests
{
    /// <summary>A sixth of the matches lie within the allowance by chance, and four are fitted.</summary>
    [Theory]
    [InlineData(100, 16)]
    [InlineData(4, 4)]
    [InlineData(0, 0)]
    public void Meaning_OfWhatChanceBrings_IsNothing(int matches, int inliers) => Assert.Equal(0, GuidedMatcher.Meaning(matches, inliers));

    [Fact]
    public void Meaning_GrowsWithInliers_AndWithMatchesOfTheSameShare()
    {
        Assert.True(GuidedMatcher.Meaning(100, 60) > GuidedMatcher.Meaning(100, 50));
        Assert.True(GuidedMatcher.Meaning(200, 120) > GuidedMatcher.Meaning(100, 60));
        Assert.Equal(96 * Math.Log(6.25), GuidedMatcher.Meaning(100, 100), 1e-3);
    }
}
