using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class BlockCoefficientsTests
{
    /// <summary>A wave of two halves across and one down has one coefficient, and the mean; the amplitude is that of an orthonormal
    /// transform.</summary>
    [Fact]
    public void Of_AWave_IsOneCoefficient()
    {
        GrayImage wave = Frames.Gray(8, 8, (x, y) => 100 + (40 * Math.Cos(((2 * x) + 1) * 2 * Math.PI / 16)
            * Math.Cos(((2 * y) + 1) * Math.PI / 16)));
        float[] found = BlockCoefficients.Of(wave, wave, 0, 0).First;
        int at = Enumerable.Range(0, BlockCoefficients.Kept).Single(i => BlockCoefficients.StepOf(i) == 8 + 2);
        Assert.Equal(800, found[0], 1.0);
        Assert.Equal(160, found[at], 1.5);
        Assert.All(Enumerable.Range(1, BlockCoefficients.Kept - 1).Where(i => i != at), i => Assert.Equal(0, found[i], 1.5));
    }

    /// <summary>From an origin on, whole blocks alone, without those that either image has clipped.</summary>
    [Fact]
    public void Of_LeavesOutWhatIsClippedOrCut()
    {
        GrayImage plain = Frames.Gray(27, 19, (_, _) => 90), dark = Frames.Gray(27, 19, (x, y) => (x, y) == (12, 5) ? 2 : 90);
        Assert.Equal(6, BlockCoefficients.Of(plain, plain, 0, 0).Count);
        Assert.Equal(6, BlockCoefficients.Of(plain, plain, 3, 3).Count);
        Assert.Equal(4, BlockCoefficients.Of(plain, plain, 5, 3).Count);
        Assert.Equal(5, BlockCoefficients.Of(dark, plain, 0, 0).Count);
        Assert.Equal(5, BlockCoefficients.Of(plain, dark, 0, 0).Count);
        Assert.Equal(0, BlockCoefficients.Of(Frames.Gray(7, 7, (_, _) => 90), Frames.Gray(7, 7, (_, _) => 90), 0, 0).Count);
    }

    [Fact]
    public void StepOf_EachIsAnother()
    {
        int[] steps = [.. Enumerable.Range(0, BlockCoefficients.Kept).Select(BlockCoefficients.StepOf)];
        Assert.Equal(0, steps[0]);
        Assert.Equal(steps.Length, steps.Distinct().Count());
        Assert.All(steps, s => Assert.InRange((s / 8) + (s % 8), 0, 4));
    }
}
