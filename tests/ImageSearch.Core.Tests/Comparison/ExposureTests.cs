using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Tests.Comparison.Pixels;

namespace ImageSearch.Tests.Comparison;

/// <summary>Two exposures from a tripod are two pictures; a noisy one that was saved again is one.</summary>
public sealed class ExposureTests(ComparedFiles files) : IClassFixture<ComparedFiles>
{
    private const double Noise = 8;

    [Theory]
    [InlineData("aitzgorri", 92, 92)]
    [InlineData("Infinite", 92, 92)]
    [InlineData("picos", 92, 92)]
    [InlineData("life", 95, 90)]
    [InlineData("picos", 95, 90)]
    public void Compare_OfTwoExposures_IsNoCopy(string photo, int quality, int otherQuality)
    {
        ColourImage scene = Frames.Colours(photo);
        string first = files.Jpeg($"{photo} 1 {quality}.jpg", Altered.Noisy(scene, Noise, 1), quality);
        string second = files.Jpeg($"{photo} 2 {otherQuality}.jpg", Altered.Noisy(scene, Noise, 2), otherQuality);
        Assert.Equal(ImageRelation.SameScene, files.Compare(first, second).Relation);
        Assert.Equal(ImageRelation.SameScene, files.Compare(files.Png($"{photo}.png", Altered.Noisy(scene, Noise, 3)), second).Relation);
    }

    [Theory]
    [InlineData("aitzgorri", 95)]
    [InlineData("Infinite", 85)]
    [InlineData("picos", 75)]
    [InlineData("life", 60)]
    [InlineData("picos", 30)]
    public void Compare_OfANoisyPhotographThatWasSavedAgain_IsOne(string photo, int quality)
    {
        ColourImage exposure = Altered.Noisy(Frames.Colours(photo), Noise, 1);
        string first = files.Jpeg($"{photo} as it was.jpg", exposure, 92);
        Assert.Equal(ImageRelation.Reencoded, files.Compare(first, files.Jpeg($"{photo} at {quality}.jpg", exposure, quality)).Relation);
    }

    /// <summary>Compression may have hidden what tells them apart: then it is not said for sure, and not offered.</summary>
    [Fact]
    public void Compare_OfExposuresThatWereSavedBadly_IsNotSure()
    {
        ColourImage scene = Frames.Colours("picos");
        string[] saved = [.. new[] { 1, 2 }.Select(n => files.Jpeg($"bad {n}.jpg", Altered.Noisy(scene, Noise, n), 75))];
        ImageComparison found = files.Compare(saved[0], saved[1]);
        Assert.Equal(ImageRelation.Reencoded, found.Relation);
        Assert.InRange(found.Confidence, 0.5, 0.9);
    }
}
