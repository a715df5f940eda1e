using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

/// <summary>Without files: what is not quantised, and what says so.</summary>
public sealed class QuantisedNoiseTests
{
    private static readonly JpegBlocks NotQuantised = new(new double[64], 0, 0, IsAnywhere: true);

    private static readonly GrayImage Scene = Frames.Photo("picos").Luma, Exposure = Frames.Noisy(Scene, 6, 1);

    [Theory]
    [InlineData(6, 1)]
    [InlineData(10, 1)]
    [InlineData(4, 0.8)]
    public void IsOtherExposure_WhereBothHaveNoiseOfTheirOwn(double deviation, double light)
    {
        GrayImage other = Frames.Noisy(Frames.Map(Scene, p => p * light), deviation * light, 2);
        QuantisedNoise noise = Of(Frames.Noisy(Scene, deviation, 1), other)!;
        Assert.True(noise is { IsOtherExposure: true, MayBeOtherExposure: true }, $"{noise.Beyond} {noise.OnBoth} {noise.Differing}");
    }

    /// <summary>Noise of other strength may be grain that was added to one.</summary>
    [Fact]
    public void MayBeOtherExposure_WhereTheyHaveNoiseOfOtherStrength()
    {
        QuantisedNoise noise = Of(Frames.Noisy(Scene, 10, 1), Frames.Noisy(Scene, 5, 2))!;
        Assert.True(noise is { IsOtherExposure: false, MayBeOtherExposure: true }, $"{noise.Beyond} {noise.OnBoth} {noise.Differing}");
    }

    [Fact]
    public void MayBeOtherExposure_OfNoCopy()
    {
        GrayImage[] copies =
        [
            Frames.Blurred(Exposure, 0.8), Frames.Noisy(Exposure, 3, 2), Frames.Noisy(Exposure, 8, 2), Frames.Map(Exposure, p => p * 0.8),
            Frames.Map(Exposure, p => p ^ 1),
        ];
        Assert.All(copies, c => Assert.False(Of(Exposure, c)!.MayBeOtherExposure));
        Assert.All(copies, c => Assert.False(Of(c, Exposure)!.MayBeOtherExposure));
    }

    /// <summary>Steps that explain all of it.</summary>
    [Fact]
    public void MayBeOtherExposure_OfNothingThatStepsExplain()
    {
        var coarse = new JpegBlocks([.. Enumerable.Repeat(60.0, 64)], 0, 0, IsAnywhere: false);
        Assert.Null(QuantisedNoise.Of(Exposure, Frames.Noisy(Scene, 6, 2), coarse, coarse));
        var fine = coarse with { Steps = [.. Enumerable.Repeat(30.0, 64)] };
        Assert.False(QuantisedNoise.Of(Exposure, Frames.Noisy(Scene, 6, 2), fine, fine)?.MayBeOtherExposure);
    }

    [Fact]
    public void Of_NothingThatCannotBeTold_IsNull()
    {
        Assert.Null(Of(Exposure, Exposure));
        GrayImage small = Frames.Noisy(Frames.Gray(50, 50, (x, y) => x + y + 40), 6, 1);
        Assert.Null(Of(small, Frames.Noisy(small, 3, 1)));
        Assert.Null(QuantisedNoise.Of(Frames.Gray(7, 3, (_, _) => 90), Frames.Gray(7, 3, (_, _) => 91), NotQuantised, NotQuantised));
    }

    private static QuantisedNoise? Of(GrayImage first, GrayImage second) => QuantisedNoise.Of(first, second, NotQuantised, NotQuantised);
}
