using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Tests.Comparison.Pixels;

namespace ImageSearch.Tests.Comparison;

/// <summary>Two exposures from a tripod are two pictures; a noisy one that was saved again is one.</summary>
public sealed class ExposureTests(ComparedFiles files) : IClassFixture<ComparedFiles>
{
    private const double Noise = 8, MostSure = 0.6;

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

    /// <summary>Where their compression, noise or light is not the same it may not be known which they are; they are not offered.</summary>
    [Theory]
    [InlineData("aitzgorri", 8, 8, 1, 80)]
    [InlineData("life", 8, 8, 1, 80)]
    [InlineData("aitzgorri", 8, 5, 1, 92)]
    [InlineData("life", 8, 5, 1, 92)]
    [InlineData("life", 12, 7, 1, 92)]
    [InlineData("life", 8, 8, 0.8, 92)]
    [InlineData("life", 8, 8, 1.1, 92)]
    [InlineData("life", 8, 8, 1.2, 92)]
    [InlineData("picos", 8, 8, 0.8, 85)]
    [InlineData("Infinite", 8, 5, 1, 80)]
    [InlineData("aitzgorri", 12, 7, 1.25, 80)]
    public void Compare_OfUnequalExposures_IsNotSureThatTheyAreOne(string photo, double noise, double otherNoise, double light, int quality)
    {
        ColourImage scene = Frames.Colours(photo);
        string name = $"{photo} {noise} {otherNoise} {light} {quality}";
        string first = files.Jpeg($"{name}.jpg", Altered.Noisy(scene, noise, 1), 92);
        string second = files.Jpeg($"{name} other.jpg", Altered.Noisy(Altered.Toned(scene, v => v * light), otherNoise, 2), quality);
        foreach (ImageComparison found in new[] { files.Compare(first, second), files.Compare(second, first) })
        {
            Assert.False(found.Relation >= ImageRelation.Resized && found.Confidence > MostSure, $"{found.Relation} {found.Confidence}");
        }
    }

    /// <summary>A PNG of the one, and the other as a program for messages sends it.</summary>
    [Theory]
    [InlineData("aitzgorri")]
    [InlineData("life")]
    public void Compare_OfAnExposureAndAnotherThatWasSent_IsNotSureThatTheyAreOne(string photo)
    {
        ColourImage scene = Frames.Colours(photo);
        ImageComparison found = files.Compare(files.Png($"{photo} kept.png", Altered.Noisy(scene, Noise, 1)),
            files.Jpeg($"{photo} sent.jpg", Altered.Noisy(scene, Noise, 2), 75));
        Assert.False(found.Relation >= ImageRelation.Resized && found.Confidence > MostSure, $"{found.Relation} {found.Confidence}");
    }

    /// <summary>A copy of a noisy photograph is one, though what weak compression does to noise may look like noise of its own.</summary>
    [Theory]
    [InlineData("aitzgorri", 85, false)]
    [InlineData("Infinite", 85, true)]
    [InlineData("picos", 75, true)]
    [InlineData("life", 60, true)]
    [InlineData("picos", 30, true)]
    public void Compare_OfANoisyPhotographThatWasSavedAgain_IsOne(string photo, int quality, bool isSure)
    {
        ColourImage exposure = Altered.Noisy(Frames.Colours(photo), Noise, 1);
        string first = files.Jpeg($"{photo} as it was.jpg", exposure, 92);
        ImageComparison found = files.Compare(first, files.Jpeg($"{photo} at {quality}.jpg", exposure, quality));
        Assert.Equal(ImageRelation.Reencoded, found.Relation);
        Assert.Equal(isSure, found.Confidence >= 0.95);
    }

    /// <summary>Compression may have hidden what tells them apart: then it is not said for sure, and not offered.</summary>
    [Fact]
    public void Compare_OfExposuresThatWereSavedBadly_IsNotSure()
    {
        ColourImage scene = Frames.Colours("picos");
        string[] saved = [.. new[] { 1, 2 }.Select(n => files.Jpeg($"bad {n}.jpg", Altered.Noisy(scene, Noise, n), 75))];
        ImageComparison found = files.Compare(saved[0], saved[1]);
        Assert.False(found.Relation >= ImageRelation.Resized && found.Confidence > MostSure, $"{found.Relation} {found.Confidence}");
    }
}
