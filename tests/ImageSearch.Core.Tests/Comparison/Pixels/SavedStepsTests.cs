using ImageSearch.Comparison.Pixels;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class SavedStepsTests
{
    /// <summary>Coefficients that were rounded to multiples of one step and then to those of a finer one show the first.</summary>
    [Theory]
    [InlineData(18, 2)]
    [InlineData(13, 5)]
    [InlineData(24, 12)]
    public void Of_ACopyOfACopy_FindsTheCoarserStep(double before, double now) =>
        Assert.Equal(before, SavedSteps.Of(Coefficients(before, now), Steps(now))[1], before * 0.1);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(40)]
    public void Of_WhatWasSavedOnce_IsTheStepOfTheFile(double step) => Assert.All(
        SavedSteps.Of(Coefficients(step, step), Steps(step)), s => Assert.Equal(step, s));

    /// <summary>Where nearly all are 0 nothing shows.</summary>
    [Fact]
    public void Of_Few_IsTheStepOfTheFile()
    {
        Assert.All(SavedSteps.Of(new float[100 * BlockCoefficients.Kept], Steps(3)), s => Assert.Equal(3, s));
        Assert.All(SavedSteps.Of([], Steps(3)), s => Assert.Equal(3, s));
    }

    private static double[] Steps(double step) => [.. Enumerable.Repeat(step, BlockCoefficients.Kept)];

    /// <summary>Of 2,000 blocks, as photographs have them: the more seldom, the larger.</summary>
    private static float[] Coefficients(double before, double now)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 2000 * BlockCoefficients.Kept).Select(_ =>
        {
            double value = -20 * Math.Log(1 - random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1);
            return (float)((Math.Round(Math.Round(value / before) * before / now) * now) + (0.3 * Altered.Normal(random)));
        })];
    }
}
