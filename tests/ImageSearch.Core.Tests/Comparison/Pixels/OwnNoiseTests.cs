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

    private static bool IsIn(GrayImage first, GrayImage second) => OwnNoise.IsIn(BlockGrid.Of(new AlignedPair(first, second, null)));
}
