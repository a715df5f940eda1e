using ImageSearch.Comparison.Pixels;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class PixelEvidenceTests
{
    private static readonly PixelEvidence Clean = new(200, 150, 140, 0, 50, 0.6, 0);

    [Fact]
    public void Shares_AreOfWhatSaysAnything()
    {
        PixelEvidence evidence = Clean with { Agreeing = 60, Contradicting = 20, Quiet = 20 };
        Assert.Equal((0.75, 0.8, 0.1), (evidence.Agreement, evidence.ViewAgreement, evidence.ContradictingShare));
        Assert.Equal(0.4, evidence.InformativeAgreement);
        PixelEvidence silent = new(0, 0, 0, 0, 0, 0, 0);
        Assert.Equal((1, 0, 0), (silent.Agreement, silent.ViewAgreement, silent.ContradictingShare));
        Assert.Equal(1, silent.InformativeAgreement);
    }

    [Fact]
    public void IsClean_NeedsThatNothingContradicts()
    {
        Assert.True(Clean.IsClean);
        Assert.False((Clean with { Excess = 1 }).IsClean);
        Assert.False((Clean with { ColourAreas = 1 }).IsClean);
    }

    /// <summary>Blocks that merely lost their texture contradict at the coarse level alone, and stand out of no finer one.</summary>
    [Theory]
    [InlineData(5, 0.5, true)]
    [InlineData(5, 0.8, false)]
    [InlineData(40, 0.5, false)]
    public void IsClean_OverlooksLostTexture_ButNotWhatStandsOut(int contradicting, double excess, bool isClean) =>
        Assert.Equal(isClean, (Clean with { Contradicting = contradicting, Excess = excess }).IsClean);
}
