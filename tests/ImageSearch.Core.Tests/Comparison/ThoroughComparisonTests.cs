using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison;

/// <summary>Photographs shortened by libvips, the one across and the other down: where each pixel of the one lies in the other is
/// known.</summary>
public sealed class ThoroughComparisonTests(ComparedFiles files) : IClassFixture<ComparedFiles>
{
    private const double Shortened = 0.45;

    private static readonly ImageDescriber Usual = new(IndexSettings.Default),
        Thorough = ImageDescriber.ForThoroughComparison(IndexSettings.Default);

    [Theory]
    [InlineData("Dragonfly")]
    [InlineData("Picture_1A")]
    [InlineData("life")]
    public void Compare_OfAPictureShortenedEitherWay_IsSolved_ByAThoroughLookAlone(string photo)
    {
        (string across, string down) = (Shorten(photo, Shortened, 1), Shorten(photo, 1, Shortened));

        // Of a whole view the hash would know better.
        DescribedImage first = Thorough.Describe(across) with { PerceptualHash = 0 },
            second = Thorough.Describe(down) with { PerceptualHash = 0 };
        Assert.False(ImageComparer.Compare(first with { MoreFeatures = null }, second with { MoreFeatures = null }).IsMatch);
        ImageComparison found = ImageComparer.Compare(first, second);
        Assert.True(found.IsMatch);
        double allowed = 0.02 * Math.Max(second.Width, second.Height);
        Assert.All(found.Outline!.Zip([(0, 0), (second.Width - 1, 0), (second.Width - 1, second.Height - 1), (0, second.Height - 1)]), p =>
        {
            Assert.Equal(p.Second.Item1, p.First.X, allowed);
            Assert.Equal(p.Second.Item2, p.First.Y, allowed);
        });

        ImageComparison back = ImageComparer.Compare(second, first);
        Assert.Equal((found.Relation, found.Confidence, found.Inliers), (back.Relation, back.Confidence, back.Inliers));
    }

    [Fact]
    public void Compare_OfAMirroredPictureFromAside_IsMirrored()
    {
        string across = Shorten("Dragonfly", Shortened, 1);
        DescribedImage plain = Thorough.Describe(Shorten("Dragonfly", 1, Shortened));
        DescribedImage mirrored = plain with
        { Features = MirroredFeatures.Of(plain.Features), MoreFeatures = MirroredFeatures.Of(plain.MoreFeatures!), PerceptualHash = 0 };
        Assert.Equal(ImageRelation.Mirrored,
            ImageComparer.Compare(Thorough.Describe(across) with { PerceptualHash = 0 }, mirrored).Relation);
    }

    [Theory]
    [InlineData("Dragonfly", "life")]
    [InlineData("Picture_0B", "Picture_1A")]
    [InlineData("Bridge", "greentock")]
    public void Compare_OfTwoPictures_IsNothing(string first, string second) =>
        Assert.False(ImageComparer.Compare(Thorough.Describe(TestData.Photo(first)), Thorough.Describe(TestData.Photo(second))).IsMatch);

    [Fact]
    public void Describe_LeavesTheUsualFeaturesAsTheyAre()
    {
        DescribedImage usual = Usual.Describe(TestData.Photo("Wine")), thorough = Thorough.Describe(TestData.Photo("Wine"));
        Assert.Equal(usual.Features.Keypoints, thorough.Features.Keypoints);
        Assert.Equal(usual.Features.Descriptors, thorough.Features.Descriptors);
        Assert.Null(usual.MoreFeatures);
        Assert.Equal((usual.Features.Width, usual.Features.Height), (thorough.MoreFeatures!.Width, thorough.MoreFeatures.Height));
        Assert.True(thorough.MoreFeatures.Count > 2 * usual.Features.Count);
        ImageComparison one = ImageComparer.Compare(usual, Usual.Describe(TestData.Photo("Dragonfly"))),
            copy = ImageComparer.Compare(thorough, thorough);
        Assert.Equal((false, ImageRelation.IdenticalBytes), (one.IsMatch, copy.Relation));
        Assert.Equal(usual.Features.Count, Thorough.Describe(File.ReadAllBytes(TestData.Photo("Wine")), "wine").Features.Count);
    }

    /// <summary>Views of the query alone: the index has plain features.</summary>
    [Fact]
    public void Find_FindsThePhotograph_ThatTheQueryShowsFromAside()
    {
        string[] aside = [.. Directory.GetFiles(Path.Combine(TestData.Tests, "data", "aside")).Order()];
        var index = new ImageIndex(IndexSettings.Default);
        IEnumerable<string> others = Directory.GetFiles(TestData.Photos, "*.jpg")
            .Where(f => !Path.GetFileName(f).StartsWith("Dragonfly", StringComparison.Ordinal));
        foreach (string file in (string[])[aside[0], .. others])
        {
            index.Add(Usual.Describe(file), out _);
        }

        Assert.Empty(ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(Usual.Describe(aside[1])), new SearchOptions()));
        ImageDescriber thorough = ImageDescriber.ForThoroughSearch(IndexSettings.Default);
        ImageMatch match = Assert.Single(
            ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(thorough.Describe(aside[1])), new SearchOptions()));
        Assert.Equal((aside[0], false), (match.Image.Path, match.IsMirrored));

        // By its id it is looked at again, and is not its own answer.
        index.Add(Usual.Describe(aside[1]), out IndexedImage added);
        IndexSnapshot both = index.Snapshot();
        ImageQuery byId = ThoroughQuery.Of(both, added.Id, new SearchOptions());
        Assert.Equal(aside[0], Assert.Single(ImageSearcher.Search(both, byId, new SearchOptions())).Image.Path);
        string unknown = Path.Combine(TestData.Tests, "data", "unknown", "unknown001.jpg");
        Assert.Empty(ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(thorough.Describe(unknown)), new SearchOptions()));
    }

    [Fact]
    public void Find_ByTheIdOfAFileThatIsGone_NamesIt()
    {
        string copy = files.Write("gone.jpg", File.ReadAllBytes(TestData.Photo("Wine")));
        var index = new ImageIndex(IndexSettings.Default);
        index.Add(Usual.Describe(copy), out IndexedImage added);
        File.Delete(copy);
        Assert.Equal(copy, Assert.Throws<ImageException>(() => ThoroughQuery.Of(index.Snapshot(), added.Id, new SearchOptions())).Target);
    }

    private string Shorten(string photo, double across, double down)
    {
        ColourImage image = ColourImage.Read(TestData.Photo(photo), (_, _) => 640, 1, ComparedFiles.LimitMegapixels).Image;
        byte[] png = image.Run(source =>
        {
            using var operation = new VipsOperation("resize");
            using VipsObject made = operation.Set("in", source).Set("scale", across).Set("vscale", down).RunToImage();
            return EncodedImage.Png(made);
        });
        return files.Write($"{photo}-{across}-{down}.png", png);
    }
}
