using ImageSearch.Benchmarks.Lookalikes;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Tests.Comparison.Pixels;
using ImageSearch.TestSupport;

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
            AssertIsNotSure(found);
        }
    }

    /// <summary>A PNG of the one, and the other as a program for messages sends it.</summary>
    [Theory]
    [InlineData("aitzgorri")]
    [InlineData("life")]
    public void Compare_OfAnExposureAndAnotherThatWasSent_IsNotSureThatTheyAreOne(string photo)
    {
        ColourImage scene = Frames.Colours(photo);
        AssertIsNotSure(files.Compare(files.Png($"{photo} kept.png", Altered.Noisy(scene, Noise, 1)),
            files.Jpeg($"{photo} sent.jpg", Altered.Noisy(scene, Noise, 2), 75)));
    }

    /// <summary>A copy of a noisy photograph is one, though what weak compression does to noise may look like noise of its own.</summary>
    [Theory]
    [InlineData("aitzgorri", 85)]
    [InlineData("Infinite", 85)]
    [InlineData("picos", 75)]
    [InlineData("life", 60)]
    [InlineData("picos", 30)]
    public void Compare_OfANoisyPhotographThatWasSavedAgain_IsOne(string photo, int quality)
    {
        ColourImage exposure = Altered.Noisy(Frames.Colours(photo), Noise, 1);
        string first = files.Jpeg($"{photo} as it was.jpg", exposure, 92);
        AssertIsOne(first, files.Jpeg($"{photo} at {quality}.jpg", exposure, quality));
    }

    /// <summary>What was lost in between is not in the header of the last file.</summary>
    [Theory]
    [InlineData("life", 30, 95)]
    [InlineData("picos", 50, 92)]
    [InlineData("aitzgorri", 60, 80)]
    public void Compare_OfACopyOfACopy_IsOne(string photo, int quality, int lastQuality)
    {
        ColourImage exposure = Altered.Noisy(Frames.Colours(photo), Noise, 1);
        string first = files.Jpeg($"{photo} of {quality}.jpg", exposure, 92);
        ColourImage sent = Read(files.Jpeg($"{photo} sent at {quality}.jpg", exposure, quality));
        AssertIsOne(first, files.Jpeg($"{photo} {quality} saved at {lastQuality}.jpg", sent, lastQuality));
        AssertIsOne(files.Jpeg($"{photo} beside {quality}.jpg", exposure, 85),
            files.Jpeg($"{photo} {quality} last.jpg", sent, lastQuality));
    }

    /// <summary>Strong compression leaves little of their noise; what it leaves is not on the steps that a copy's would be on.</summary>
    [Theory]
    [InlineData("picos", 75, 75)]
    [InlineData("picos", 60, 50)]
    [InlineData("life", 40, 40)]
    [InlineData("umang", 85, 75)]
    [InlineData("Painting", 92, 80)]
    public void Compare_OfExposuresThatWereSavedBadly_IsNotSureThatTheyAreOne(string photo, int quality, int otherQuality)
    {
        ColourImage scene = Frames.Colours(photo);
        string first = files.Jpeg($"bad {photo} {quality}.jpg", Altered.Noisy(scene, 5, 1), quality);
        AssertIsNotSure(files.Compare(first, files.Jpeg($"bad {photo} {otherQuality} 2.jpg", Altered.Noisy(scene, 5, 2), otherQuality)));
    }

    /// <summary>Blocks lie from where the stored picture begins, which is another corner of the upright one.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    public void Compare_OfStoredTurned_KnowsExposuresFromCopies(int orientation)
    {
        ColourImage scene = Altered.Cropped(Frames.Colours("picos"), 0, 0, 637, 419);
        string[] exposures = [.. Enumerable.Range(1, 2).Select(n => Turned($"{orientation} exposure {n}.jpg", n, 85))];
        AssertIsNotSure(files.Compare(exposures[0], exposures[1]));
        AssertIsOne(exposures[0], Turned($"{orientation} copy.jpg", 1, 60));

        string Turned(string name, int seed, int quality)
        {
            ColourImage stored = Altered.Stored(Altered.Noisy(scene, 5, seed), orientation);
            byte[] jpeg = stored.Run(i => EncodedImage.Jpeg(i, quality));
            return files.Write(name, ExifTag.Add(jpeg, (ushort)orientation));
        }
    }

    /// <summary>Of pictures that are too large to be read whole, a part is: the middle, unless it is black.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compare_OfLargeOnes_KnowsExposuresFromCopies(bool isBlackInTheMiddle)
    {
        ColourImage scene = Altered.Cropped(ColourImage.Read(TestData.Photo("picos"), (_, _) => 4500, 10, 50).Image, 100, 1000, 4203, 500);
        string name = $"large {isBlackInTheMiddle}";
        string[] saved = [.. Enumerable.Range(1, 2).Select(n => files.Jpeg($"{name} {n}.jpg", Exposure(n), 85))];
        AssertIsNotSure(files.Compare(saved[0], saved[1]));
        AssertIsOne(saved[0], files.Jpeg($"{name} copy.jpg", Exposure(1), 60));

        ColourImage Exposure(int seed)
        {
            ColourImage noisy = Altered.Noisy(scene, 5, seed);
            return isBlackInTheMiddle ? Altered.Pasted(noisy, Altered.Plain(2060, 500, 0, 0, 0), 1070, 0) : noisy;
        }
    }

    /// <summary>As small as a list of pictures shows them, or next to nothing of it lit.</summary>
    [Theory]
    [InlineData(160, 5, 1)]
    [InlineData(160, 8, 1)]
    [InlineData(120, 6, 1)]
    [InlineData(640, 6, 0.2)]
    public void Compare_OfLittle_IsNotSureThatTheyAreOne(int longSide, double noise, double litShare)
    {
        ColourImage scene = Frames.Colours("picos", longSide);
        string[] saved = [.. Enumerable.Range(1, 2).Select(n => files.Jpeg($"{longSide} {noise} {litShare} {n}.jpg", Exposure(n), 92))];
        AssertIsNotSure(files.Compare(saved[0], saved[1]));

        ColourImage Exposure(int seed)
        {
            (int width, int height) = ((int)(litShare * scene.Width), (int)(litShare * scene.Height));
            ColourImage lit = Altered.Cropped(Altered.Noisy(scene, noise, seed), scene.Width / 4, scene.Height / 4,
                Math.Min(width, scene.Width * 3 / 4), Math.Min(height, scene.Height * 3 / 4));
            return litShare == 1 ? Altered.Noisy(scene, noise, seed)
                : Altered.Pasted(Altered.Plain(scene.Width, scene.Height, 0, 0, 0), lit, scene.Width / 4, scene.Height / 4);
        }
    }

    /// <summary>Blocks lie from another corner in the one than in the other.</summary>
    [Fact]
    public void Compare_OfOneThatIsStoredTurned_KnowsExposuresFromCopies()
    {
        ColourImage scene = Altered.Cropped(Frames.Colours("picos"), 0, 0, 637, 419);
        string upright = files.Jpeg("upright exposure.jpg", Altered.Noisy(scene, 4, 1), 90);
        AssertIsNotSure(files.Compare(upright, Turned(2, 90)));
        AssertIsOne(upright, Turned(1, 75));

        string Turned(int seed, int quality)
        {
            byte[] jpeg = Altered.Stored(Altered.Noisy(scene, 4, seed), 6).Run(i => EncodedImage.Jpeg(i, quality));
            return files.Write($"turned exposure {seed} {quality}.jpg", ExifTag.Add(jpeg, 6));
        }
    }

    /// <summary>A camera that was touched between them: a file that was saved again does not lie a pixel aside.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void Compare_OfExposuresAPixelAside_IsNotSureThatTheyAreOne(int aside, double noise)
    {
        ColourImage scene = Frames.Colours("picos");
        string[] saved = [.. Enumerable.Range(0, 2).Select(n => files.Jpeg($"aside {aside} {noise} {n}.jpg",
            Altered.Noisy(Altered.Cropped(scene, n * aside, 0, scene.Width - 8, scene.Height - 8), noise, n), 92))];
        AssertIsNotSure(files.Compare(saved[0], saved[1]));
    }

    private static ColourImage Read(string path) => ColourImage.Read(path, (width, height) => Math.Max(width, height), 1, 50).Image;

    private static void AssertIsNotSure(ImageComparison found) =>
        Assert.False(found.Relation >= ImageRelation.Resized && found.Confidence > MostSure, $"{found.Relation} {found.Confidence}");

    private void AssertIsOne(string first, string second)
    {
        ImageComparison found = files.Compare(first, second);
        Assert.True(found is { Relation: ImageRelation.Reencoded, Confidence: >= 0.95 }, $"{second}: {found.Relation} {found.Confidence}");
    }
}
