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
public sealed class SpatialVerificationTests
{
    private static readonly ImageIndex Index = MakeIndex();
    private static readonly ImageDescriber Describer = new(Index.Settings);

    [Fact]
    public void Find_FindsTheAlteredCopies()
    {
        string[] copies = Directory.GetFiles(TestData.Copies, "*.jpg");
        int right = copies.Count(c => Find(c) is [var best, ..]
            && Path.GetFileName(c).StartsWith(Path.GetFileNameWithoutExtension(best.Image.Path), StringComparison.Ordinal));
        Assert.InRange(right, (int)Math.Ceiling(0.93 * copies.Length), copies.Length);
    }

    [Fact]
    public void Find_OfUnknownPhotos_IsEmpty() =>
        Assert.All(Directory.GetFiles(Path.Combine(TestData.Tests, "data", "unknown"), "*.jpg"), path => Assert.Empty(Find(path)));

    [Fact]
    public void Find_DoesNotDependOnThreads()
    {
        string copy = Directory.GetFiles(TestData.Copies, "Wine*crop50.jpg").Single();
        SearchOptions all = new SearchOptions
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
        var mirrored = ImageQuery.Of(query.Image!.Mirrored() with { Facts = FileFacts.None });
        Assert.Empty(ImageSearcher.Search(Index.Snapshot(), mirrored, new SearchOptions()));
        ImageMatch match = ImageSearcher.Search(Index.Snapshot(), mirrored, new SearchOptions { IncludeMirrored = true })[0];
        Assert.Equal((TestData.Photo("Wine"), true, 0), (match.Image.Path, match.IsMirrored, match.PerceptualHashDistance));
        Assert.True(match.Geometry!.Transform.IsMirrored);
        Assert.False(ImageSearcher.Search(Index.Snapshot(), query, new SearchOptions { IncludeMirrored = true })[0].IsMirrored);
    }

    [Fact]
    public void MirroredFeatures_AreThoseOfTheMirroredPixels_AsGoodAsAll()
    {
        GrayImage gray = new ImageReader(new ImagingSettings()).Read(TestData.Photo("Wine")).Gray;
        byte[] pixels = [.. Enumerable.Range(0, gray.Height)
            .SelectMany(y => gray.Pixels.AsSpan(y * gray.Width, gray.Width).ToArray().Reverse())];
        ImageFeatures described = new SiftExtractor(Index.Settings.Sift).Extract(new GrayImage(gray.Width, gray.Height, pixels));
        var own = new ImageIndex(Index.Settings);
        DescribedImage wine = Describer.Describe(TestData.Photo("Wine"));
        own.Add(wine with { Features = MirroredFeatures.Of(wine.Features) }, out _);
        ImageMatch match = ImageSearcher.Search(own.Snapshot(), ImageQuery.Of(described, 0), new SearchOptions())[0];
        Assert.InRange(match.Inliers!.Value, 0.6 * described.Count, described.Count);
        Assert.Equal(PerceptualHash.Of(new GrayImage(gray.Width, gray.Height, pixels)), PerceptualHash.Mirrored(PerceptualHash.Of(gray)));
    }

    [Fact]
    public void Find_ReturnsTheRelationsThatAreAskedFor()
    {
        string copy = Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single();
        ImageMatch found = Find(copy).Single();
        Assert.NotNull(found.Relation);
        Assert.Equal(found.Image.Id, Find(copy, Only(found.Relation.Value)).Single().Image.Id);
        Assert.Empty(Find(copy, Only([.. Enum.GetValues<ImageRelation>().Where(r => r != found.Relation)]) with
        { MinimumConfidence = 0.5 }));
        Assert.All(Find(copy, Only(ImageRelation.None) with { MinimumConfidence = 0 }), m => Assert.Equal(ImageRelation.None, m.Relation));

        static SearchOptions Only(params ImageRelation[] relations) => new SearchOptions { Relations = relations.ToHashSet() };
    }

    [Fact]
    public void Find_ComparesPixels_WhenThatIsAsked()
    {
        string copy = Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single();
        var told = new List<ImageException>();
        SearchOptions pixels = new SearchOptions { ComparePixels = true, OnNotCompared = told.Add };
        Assert.False(Find(copy).Single().Comparison!.IsConfirmed);
        Assert.True(Find(copy, pixels).Single().Comparison!.IsConfirmed);
        IndexSnapshot small = SmallIndex(TestData.Photo("Wine"), copy).Snapshot();
        Assert.True(ImageSearcher.Search(small, ImageQuery.Of(small, 1), pixels).Single().Comparison!.IsConfirmed);
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
        ImageMatch match = ImageSearcher.Search(index.Snapshot(), Query(copy),
            new SearchOptions { ComparePixels = true, OnNotCompared = told.Add }).Single();
        Assert.False(match.Comparison!.IsConfirmed);
        Assert.Equal((kind, photo), (told.Single().Kind, told.Single().Target));
    }

    [Fact]
    public void Find_OfAQueryWithoutAFile_ComparesNoPixels()
    {
        DescribedImage image = Query(Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single()).Image!;
        var query = ImageQuery.Of(image with { Facts = FileFacts.None });
        Assert.False(ImageSearcher.Search(Index.Snapshot(), query, new SearchOptions { ComparePixels = true })
            .Single().Comparison!.IsConfirmed);
    }

    [Fact]
    public void Votes_ThatNobodyAskedFor_LeaveInWhatTheHashFinds_OneVoteDoesNot()
    {
        DescribedImage image = Query(TestData.Photo("Wine")).Image!;
        var query = ImageQuery.Of(image.Features with { Keypoints = [], Descriptors = [] }, image.PerceptualHash);
        Assert.Equal((TestData.Photo("Wine"), 0), ImageSearcher.Search(Index.Snapshot(), query, new SearchOptions())
            .Select(m => (m.Image.Path, m.Votes)).Single());
        Assert.Empty(ImageSearcher.Search(Index.Snapshot(), query, new SearchOptions(MinimumVotes: 1)));
    }

    [Fact]
    public void Candidates_GoOnForWhatIsAsSureAsIsAskedFor()
    {
        var sure = new SearchOptions { MinimumConfidence = 0.9 };
        Assert.True(sure.IsHit(new ImageComparison(ImageRelation.Cropped, 0.95)));
        Assert.False(sure.IsHit(new ImageComparison(ImageRelation.Cropped, 0.8)));
        Assert.True(new SearchOptions().IsHit(new ImageComparison(ImageRelation.Cropped, 0.8)));
        Assert.False(new SearchOptions().IsHit(new ImageComparison(ImageRelation.SharedPart, 0.95)));
        Assert.True(new SearchOptions { Relations = new HashSet<ImageRelation> { ImageRelation.SharedPart } }.IsHit(
            new ImageComparison(ImageRelation.SharedPart, 0.95)));
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
        Assert.True(ImageSearcher.Search(index.Snapshot(), query, new SearchOptions { ComparePixels = true })
            .Single().Comparison!.IsConfirmed);
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
            // A copy of half the size: pixels meet at their edges, so the points at ((x + 0.5) * 2) - 0.5; an inlier may be off by some
            // pixels.
            Assert.Equal((p.QueryX * 2) + 0.5, p.ImageX, 12.0);
            Assert.Equal((p.QueryY * 2) + 0.5, p.ImageY, 12.0);
        });
    }

    [Fact]
    public void Find_TellsThePointsOfAMirroredQueryAsTheyLieInItsFile()
    {
        ImageQuery query = Query(TestData.Photo("Wine"));
        var mirrored = ImageQuery.Of(query.Image!.Mirrored() with { Facts = FileFacts.None });
        ImageMatch match = ImageSearcher.Search(Index.Snapshot(), mirrored, new SearchOptions { IncludeMirrored = true })[0];
        Assert.All(match.Points, p => Assert.Equal(query.Image!.Width - 1 - p.QueryX, p.ImageX, 12.0));
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
        var query = ImageQuery.Of(new SiftExtractor(Index.Settings.Sift).Extract(image), PerceptualHash.Of(image));
        Assert.Empty(ImageSearcher.Search(Index.Snapshot(), query, new SearchOptions { IncludeMirrored = true }));
    }

    private static IReadOnlyList<ImageMatch> Find(string path, SearchOptions? options = null) =>
        ImageSearcher.Search(Index.Snapshot(), Query(path), options ?? new SearchOptions());

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
