using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Retrieval;

/// <summary>On the sample photos: altered copies are found, unknown photos are not.</summary>
public sealed class VerifiedSearchTests
{
    private static readonly ImageIndex Index = MakeIndex();
    private static readonly ImageDescriber Describer = new(Index.Settings);

    [Fact]
    public void Find_FindsTheAlteredCopies()
    {
        string[] copies = Directory.GetFiles(TestData.Copies, "*.jpg");
        int right = copies.Count(c => Find(c) is [var best, ..] && Path.GetFileName(c).StartsWith(Path.GetFileNameWithoutExtension(best.Image.Path), StringComparison.Ordinal));
        Assert.InRange(right, (int)Math.Ceiling(0.93 * copies.Length), copies.Length);
    }

    [Fact]
    public void Find_OfUnknownPhotos_IsEmpty() =>
        Assert.All(Directory.GetFiles(Path.Combine(TestData.Tests, "data", "unknown"), "*.jpg"), path => Assert.Empty(Find(path)));

    [Fact]
    public void Find_DoesNotDependOnThreads()
    {
        string copy = Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();
        SearchOptions all = SearchOptions.Verified with
        {
            MinimumConfidence = 0,
            MaximumMatches = 50,
            IncludeMirrored = true,
            Relations = Enum.GetValues<ImageRelation>().ToHashSet(),
        };
        string one = Answer(Find(copy, all with { Threads = 1 }));
        Assert.All((int[])[2, 3, 8], threads => Assert.Equal(one, Answer(Find(copy, all with { Threads = threads }))));
    }

    [Fact]
    public void Find_TellsMirroredImagesApart()
    {
        ImageQuery query = Query(TestData.Photo("Wine"));
        var mirrored = new ImageQuery(MirroredFeatures.Of(query.Features), PerceptualHash.Mirrored(query.PerceptualHash));
        Assert.Empty(ImageSearcher.FindVerified(Index.Snapshot(), mirrored, SearchOptions.Verified));
        ImageMatch match = ImageSearcher.FindVerified(Index.Snapshot(), mirrored, SearchOptions.Verified with { IncludeMirrored = true })[0];
        Assert.Equal((TestData.Photo("Wine"), true, 0), (match.Image.Path, match.IsMirrored, match.PerceptualHashDistance));
        Assert.True(match.Geometry!.Transform.IsMirrored);
        Assert.False(ImageSearcher.FindVerified(Index.Snapshot(), query, SearchOptions.Verified with { IncludeMirrored = true })[0].IsMirrored);
    }

    [Fact]
    public void MirroredFeatures_AreThoseOfTheMirroredPixels_AsGoodAsAll()
    {
        GrayImage gray = new ImageReader(new ImagingSettings()).Read(TestData.Photo("Wine")).Gray;
        byte[] pixels = [.. Enumerable.Range(0, gray.Height).SelectMany(y => gray.Pixels.AsSpan(y * gray.Width, gray.Width).ToArray().Reverse())];
        ImageFeatures described = new SiftExtractor(Index.Settings.Sift).Extract(new GrayImage(gray.Width, gray.Height, pixels));
        var own = new ImageIndex(Index.Settings);
        DescribedImage wine = Describer.Describe(TestData.Photo("Wine"));
        own.Add(wine with { Features = MirroredFeatures.Of(wine.Features) }, out _);
        ImageMatch match = ImageSearcher.FindVerified(own.Snapshot(), new ImageQuery(described, 0), SearchOptions.Verified)[0];
        Assert.InRange(match.Inliers, 0.6 * described.Count, described.Count);
        Assert.Equal(PerceptualHash.Of(new GrayImage(gray.Width, gray.Height, pixels)), PerceptualHash.Mirrored(PerceptualHash.Of(gray)));
    }

    [Fact]
    public void Find_ReturnsTheRelationsThatAreAskedFor()
    {
        string copy = Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single();
        ImageMatch found = Find(copy).Single();
        Assert.NotNull(found.Relation);
        Assert.Equal(found.Image.Id, Find(copy, Only(found.Relation.Value)).Single().Image.Id);
        Assert.Empty(Find(copy, Only([.. Enum.GetValues<ImageRelation>().Where(r => r != found.Relation)]) with { MinimumConfidence = 0.5 }));
        Assert.All(Find(copy, Only(ImageRelation.None) with { MinimumConfidence = 0 }), m => Assert.Equal(ImageRelation.None, m.Relation));

        static SearchOptions Only(params ImageRelation[] relations) => SearchOptions.Verified with { Relations = relations.ToHashSet() };
    }

    [Fact]
    public void Find_ComparesPixels_WhenThatIsAsked()
    {
        string copy = Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single();
        var told = new List<ImageException>();
        SearchOptions pixels = SearchOptions.Verified with { ComparePixels = true, OnNotCompared = told.Add };
        Assert.False(Find(copy).Single().Comparison!.IsConfirmed);
        Assert.True(Find(copy, pixels).Single().Comparison!.IsConfirmed);
        Assert.True(ImageSearcher.FindVerified(SmallIndex(TestData.Photo("Wine"), copy).Snapshot(), 1, pixels).Single().Comparison!.IsConfirmed);
        Assert.Empty(told);
    }

    [Theory]
    [InlineData("gone", ErrorKind.ImageNotFound)]
    [InlineData("another", ErrorKind.ImageUnreadable)]
    public void Find_KeepsAMatchWhoseFileIsGoneOrAnother_AndTells(string what, ErrorKind kind)
    {
        using var folder = new TemporaryFolder();
        string photo = folder.At("photo.jpg"), copy = Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single();
        File.Copy(TestData.Photo("Wine"), photo);
        ImageIndex index = SmallIndex(photo);
        if (what == "gone")
        {
            File.Delete(photo);
        }
        else
        {
            File.Copy(TestData.Photo("life"), photo, overwrite: true);
        }

        var told = new List<ImageException>();
        ImageMatch match = ImageSearcher.FindVerified(index.Snapshot(), Query(copy), SearchOptions.Verified with { ComparePixels = true, OnNotCompared = told.Add }).Single();
        Assert.False(match.Comparison!.IsConfirmed);
        Assert.Equal((kind, photo), (told.Single().Kind, told.Single().Target));
    }

    [Fact]
    public void Find_OfAQueryWithoutAFile_ComparesNoPixels()
    {
        ImageQuery query = Query(Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single()) with { Facts = null };
        Assert.False(ImageSearcher.FindVerified(Index.Snapshot(), query, SearchOptions.Verified with { ComparePixels = true }).Single().Comparison!.IsConfirmed);
    }

    [Fact]
    public void Find_TellsOfAFileThatWasTouchedAndIsTheSame_Nothing()
    {
        using var folder = new TemporaryFolder();
        string photo = folder.At("photo.jpg");
        File.Copy(TestData.Photo("Wine"), photo);
        ImageIndex index = SmallIndex(photo);
        File.SetLastWriteTimeUtc(photo, DateTime.UnixEpoch);
        ImageQuery query = Query(Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single());
        Assert.True(ImageSearcher.FindVerified(index.Snapshot(), query, SearchOptions.Verified with { ComparePixels = true }).Single().Comparison!.IsConfirmed);
    }

    [Fact]
    public void Find_OutlinesTheQueryInTheImage()
    {
        ImageMatch match = Find(TestData.Photo("Wine"))[0];
        Assert.Equal(1, match.Confidence!.Value, 3);
        (double x, double y) = match.Outline![2];
        Assert.InRange(x, match.Image.Width - 4, match.Image.Width + 4);
        Assert.InRange(y, match.Image.Height - 4, match.Image.Height + 4);
    }

    [Fact]
    public void Find_TellsThePointsInPixelsOfBothFiles()
    {
        ImageMatch match = Find(Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single())[0];
        Assert.Equal(match.Inliers, match.Points.Count);
        Assert.True(match.Inliers > 50);
        Assert.All(match.Points, p =>
        {
            // A copy of half the size: pixels meet at their edges, so the points at ((x + 0.5) * 2) - 0.5; an inlier may be off by some pixels.
            Assert.Equal((p.QueryX * 2) + 0.5, p.ImageX, 12.0);
            Assert.Equal((p.QueryY * 2) + 0.5, p.ImageY, 12.0);
        });
    }

    [Fact]
    public void Find_TellsThePointsOfAMirroredQueryAsTheyLieInItsFile()
    {
        ImageQuery query = Query(TestData.Photo("Wine"));
        var mirrored = new ImageQuery(MirroredFeatures.Of(query.Features), PerceptualHash.Mirrored(query.PerceptualHash)) { Width = query.Width, Height = query.Height };
        ImageMatch match = ImageSearcher.FindVerified(Index.Snapshot(), mirrored, SearchOptions.Verified with { IncludeMirrored = true })[0];
        Assert.All(match.Points, p => Assert.Equal(query.Width - 1 - p.QueryX, p.ImageX, 12.0));
    }

    [Theory]
    [InlineData("checkerboard")]
    [InlineData("stripes")]
    [InlineData("dots")]
    [InlineData("noise")]
    [InlineData("one dot")]
    [InlineData("gradient")]
    public void Find_OfDrawnTexture_IsEmpty(string kind)
    {
        var random = new Random(4);
        var pixels = new byte[400 * 300];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i % 400, y = i / 400;
            pixels[i] = kind switch
            {
                "checkerboard" => (byte)(((x / 25) + (y / 25)) % 2 == 0 ? 230 : 30),
                "stripes" => (byte)(x / 10 % 2 == 0 ? 200 : 60),
                "dots" => (byte)((x % 30) - 15 is var dx && (y % 30) - 15 is var dy && (dx * dx) + (dy * dy) < 40 ? 20 : 220),
                "noise" => (byte)random.Next(256),
                "one dot" => (byte)(x is > 180 and < 200 && y is > 140 and < 155 ? 90 : 128),
                _ => (byte)(x / 2),
            };
        }

        var image = new GrayImage(400, 300, pixels);
        var query = new ImageQuery(new SiftExtractor(Index.Settings.Sift).Extract(image), PerceptualHash.Of(image));
        Assert.Empty(ImageSearcher.FindVerified(Index.Snapshot(), query, SearchOptions.Verified with { IncludeMirrored = true }));
    }

    private static IReadOnlyList<ImageMatch> Find(string path, SearchOptions? options = null) =>
        ImageSearcher.FindVerified(Index.Snapshot(), Query(path), options ?? SearchOptions.Verified);

    private static ImageQuery Query(string path)
    {
        lock (Describer)
        {
            return ImageQuery.Of(Describer.Describe(path));
        }
    }

    private static string Answer(IReadOnlyList<ImageMatch> matches) =>
        string.Join(';', matches.Select(m => $"{m.Image.Id} {m.Inliers} {m.Confidence} {m.IsMirrored} {m.Geometry?.Transform}"));

    private static ImageIndex MakeIndex() => SmallIndex([.. Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal)]);

    private static ImageIndex SmallIndex(params string[] photos)
    {
        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: DescriptorKind.RootSift)));
        using var ingest = new ImageIngest(index);
        foreach (string photo in photos)
        {
            ingest.Post(photo);
        }

        while (ingest.Take(wait: true) is not null)
        {
        }

        return index;
    }
}
