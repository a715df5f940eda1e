using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class SharpnessTests
{
    private static readonly GrayImage Photo = Frames.Photo("picos").Luma;

    [Theory]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(2.5)]
    public void Level_BlursTheSharperOfTwo_AsFarAsTheOtherIsBlurred(double sigma)
    {
        GrayImage blurred = Frames.Blurred(Photo, sigma);
        var pair = new AlignedPair(Photo, blurred, null);
        AlignedPair level = Sharpness.Level(pair), swapped = Sharpness.Level(new AlignedPair(blurred, Photo, null));
        Assert.Same(blurred, level.Second);
        Assert.InRange(Apart(level), 0, Apart(pair) / 3);
        Assert.Same(blurred, swapped.First);
        Assert.Equal(level.First.Pixels, swapped.Second.Pixels);
    }

    [Fact]
    public void Level_LeavesTwoOfOneSharpnessAlone()
    {
        var pair = new AlignedPair(Photo, Frames.Map(Photo, p => p + 20), null);
        Assert.Same(pair, Sharpness.Level(pair));
    }

    /// <summary>Detail that is something else cannot be blurred into what the other shows.</summary>
    [Fact]
    public void Level_DoesNotBlurWhatBlurringDoesNotBringNearer()
    {
        GrayImage coarse = Frames.Gray(200, 200, (x, y) => 128 + (60 * Math.Sin(x / 9.0) * Math.Sin(y / 11.0)));
        GrayImage other = Frames.Gray(200, 200, (x, y) => 128 + (100 * Math.Sin((x / 9.0) + 3) * Math.Sin(y / 11.0))
            + (x % 40 == 0 ? 40 : 0));
        AlignedPair level = Sharpness.Level(new AlignedPair(coarse, other, null));
        Assert.True(Apart(level) > 20);
    }

    /// <summary>Noise is no sharpness: to blur the noisy one alone would take away what both show.</summary>
    [Fact]
    public void Level_OfANoisyCopy_BlursBoth()
    {
        GrayImage clean = Frames.Photo("Infinite").Luma;
        var pair = new AlignedPair(clean, Frames.Noisy(clean, 25, 1), null);
        AlignedPair level = Sharpness.Level(pair);
        Assert.NotSame(clean, level.First);
        Assert.InRange(Apart(level), 0, Apart(pair) / 2);
        Assert.InRange(Apart(new AlignedPair(level.First, clean, null)), 0, 4);
    }

    [Fact]
    public void Level_LooksOnlyWhereBothHavePixels()
    {
        byte[] mask = [.. Enumerable.Range(0, Photo.Pixels.Length).Select(i => (byte)(i % Photo.Width < 320 ? 255 : 0))];
        GrayImage blurred = Frames.Blurred(Photo, 2), half = Frames.Gray(Photo.Width, Photo.Height,
            (x, y) => x < 320 ? Photo.Pixels[(y * Photo.Width) + x] : blurred.Pixels[(y * Photo.Width) + x]);
        var pair = new AlignedPair(Photo, half, mask);
        Assert.Same(pair, Sharpness.Level(pair));
    }

    private static double Apart(AlignedPair pair) => pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => (double)Math.Abs(a - b)).Average();
}
