using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

/// <summary>Two exposures have noise each; of two copies one has the other's, less of it, or some more.</summary>
public sealed class OwnNoiseTests
{
    private static readonly GrayImage Scene = Frames.Photo("Infinite").Luma;

    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    public void IsIn_TwoExposuresOfOneScene(double deviation) =>
        Assert.True(IsIn(Frames.Noisy(Scene, deviation, 1), Frames.Noisy(Scene, deviation, 2)));

    [Fact]
    public void IsIn_NoCopyOfOneExposure()
    {
        GrayImage exposure = Frames.Noisy(Scene, 8, 1);
        Assert.False(IsIn(exposure, exposure));
        Assert.False(IsIn(exposure, Frames.Blurred(exposure, 0.8)));
        Assert.False(IsIn(exposure, Frames.Noisy(exposure, 2, 2)));
    }

    [Fact]
    public void IsIn_NoPairOfWhichOneIsClean()
    {
        Assert.False(IsIn(Scene, Frames.Noisy(Scene, 8, 1)));
        Assert.False(IsIn(Frames.Noisy(Scene, 8, 1), Scene));
    }

    [Fact]
    public void IsIn_NothingWhereThereAreNoBlocks()
    {
        GrayImage dot = Frames.Gray(5, 5, (_, _) => 9);
        Assert.False(IsIn(dot, dot));
    }

    /// <summary>What is known of both files' compression explains so much; the rest is each exposure's own.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    public void IsBeyond_TwoExposuresOfTextures(double deviation)
    {
        GrayImage scene = Frames.Photo("picos").Luma;
        AlignedPair exposures = new(Frames.Noisy(scene, deviation, 1), Frames.Noisy(scene, deviation, 2), null);
        OwnNoise noise = Of(exposures);
        Assert.True(noise.IsBeyond(explained: 10));
        Assert.False(noise.IsBeyond(explained: 1000));
        Assert.True(noise.MayBeBeyond(explained: 300));
    }

    /// <summary>More light makes more of the noise, and of what there is to see.</summary>
    [Theory]
    [InlineData(0.7)]
    [InlineData(1.2)]
    public void IsBeyond_ExposuresInOtherLight(double light)
    {
        GrayImage scene = Frames.Photo("picos").Luma;
        AlignedPair exposures = new(Frames.Noisy(scene, 8, 1), Frames.Map(Frames.Noisy(scene, 8, 2), p => p * light), null);
        Assert.True(Of(exposures).IsBeyond(explained: 10));
    }

    [Fact]
    public void IsRatherBeyond_ExposuresOfOtherNoise()
    {
        GrayImage scene = Frames.Photo("picos").Luma;
        OwnNoise noise = Of(new AlignedPair(Frames.Noisy(scene, 10, 1), Frames.Noisy(scene, 6, 2), null));
        Assert.Equal((false, true, true), (noise.IsBeyond(10), noise.IsRatherBeyond(10), noise.MayBeUnequal(10)));
    }

    [Fact]
    public void IsBeyond_NoCopyOfOneExposure()
    {
        GrayImage exposure = Frames.Noisy(Frames.Photo("picos").Luma, 8, 1);
        GrayImage[] copies = [exposure, Frames.Blurred(exposure, 1), Frames.Noisy(exposure, 8, 2), Frames.Map(exposure, p => p & 0xF0)];
        Assert.All(copies, c => Assert.False(Of(new AlignedPair(exposure, c, null)).IsBeyond(explained: 0)));
        Assert.All(copies, c => Assert.False(Of(new AlignedPair(c, exposure, null)).MayBeBeyond(explained: 0)));
        GrayImage dot = Frames.Gray(5, 5, (_, _) => 9);
        Assert.False(Of(new AlignedPair(dot, dot, null)).IsBeyond(0));
    }

    private static OwnNoise Of(AlignedPair pair) => OwnNoise.Of(BlockGrid.Of(pair), isLevelled: false);

    private static bool IsIn(GrayImage first, GrayImage second) => OwnNoise.IsIn(BlockGrid.Of(new AlignedPair(first, second, null)));
}
