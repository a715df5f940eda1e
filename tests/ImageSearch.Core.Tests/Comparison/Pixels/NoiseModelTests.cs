using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class NoiseModelTests
{
    private static readonly GrayImage Photo = Frames.Photo("picos").Luma;

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(12)]
    public void At_IsTheNoiseThatOneImageHas(double deviation)
    {
        NoiseModel noise = Of(Photo, Frames.Noisy(Photo, deviation, 1));
        Assert.All(new[] { 25f, 35, 45 }, activity => Assert.InRange(noise.At(activity), 0.8 * deviation, 1.4 * deviation));
    }

    [Fact]
    public void At_OfEqualImages_IsTheLeastThatIsTakenForNoise()
    {
        NoiseModel noise = Of(Photo, Photo);
        Assert.All(new[] { 0f, 5, 60 }, activity => Assert.Equal(1.2f, noise.At(activity)));
    }

    /// <summary>However much is replaced by something else, it is not taken for noise of the pair.</summary>
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.4)]
    [InlineData(0.55)]
    public void At_DoesNotTakeALargeChangeForNoise(double share)
    {
        GrayImage copy = Frames.Noisy(Photo, 3, 1), other = Frames.Photo("life").Luma;
        var box = new Box(0, 0, (int)(Photo.Width * share), Photo.Height);
        NoiseModel without = Of(Photo, copy),
            with = Of(Photo, Frames.Patched(copy, box, (x, y) => other.Pixels[(y % other.Height * other.Width) + x]));
        Assert.All(new[] { 8f, 15, 30, 50 },
            activity => Assert.InRange(with.At(activity), 0.7 * without.At(activity), 2 * without.At(activity)));
    }

    [Fact]
    public void At_GrowsWithTheActivity_WhereDetailIsLost()
    {
        NoiseModel noise = Of(Photo, Frames.Blurred(Photo, 1.5));
        Assert.True(noise.At(4) < noise.At(20));
        Assert.True(noise.At(20) < noise.At(45));
    }

    [Fact]
    public void At_OfAPairWithoutBlocks_IsTheLeast()
    {
        GrayImage dot = Frames.Gray(3, 3, (_, _) => 9);
        Assert.Equal(1.2f, Of(dot, dot).At(7));
    }

    private static NoiseModel Of(GrayImage first, GrayImage second) => NoiseModel.Of(BlockGrid.Of(new AlignedPair(first, second, null)));
}
