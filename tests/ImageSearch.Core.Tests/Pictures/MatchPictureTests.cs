using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Pictures;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Pictures;

public sealed class MatchPictureTests : IDisposable
{
    private static readonly MatchPictureOptions Options = new(LongSidePixels: 200);
    private readonly TemporaryFolder _folder = new();

    private static PicturedMatch Match { get; } = new(TestData.Photo("Wine"), TestData.Photo("Kleiber"))
    {
        Relation = ImageRelation.SameScene,
        Verdict = "the same scene or object, not the same picture",
        Confidence = 0.75,
        Votes = 1,
        Points = [new MatchedPoint(213, 320, 100, 50)],
        Outline = [(10, 10), (90, 10), (90, 90), (10, 90)],
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.png", "89504E47")]
    [InlineData("a.JPG", "FFD8FF")]
    [InlineData("a.jpeg", "FFD8FF")]
    public void Write_WritesTheFormatOfTheEnding(string name, string magic)
    {
        MatchPicture.Write(Match, _folder.At(name), Options);
        byte[] bytes = File.ReadAllBytes(_folder.At(name));
        Assert.StartsWith(magic, Convert.ToHexString(bytes), StringComparison.Ordinal);
        ColourImage drawn = MatchPicture.Draw(Match, Options);
        LoadedImage read = new ImageReader(new ImagingSettings()).Read(bytes, name);
        Assert.Equal((drawn.Width, drawn.Height), (read.OriginalWidth, read.OriginalHeight));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Draw_ShowsBothImagesTheLineAndTheOutline()
    {
        ColourImage picture = MatchPicture.Draw(Match, Options),
            plain = MatchPicture.Draw(Match with { Points = [], Outline = null }, Options);
        (ColourImage query, int width, int height) = ColourImage.Read(Match.QueryPath, (_, _) => 200, 4, 250);
        Assert.Equal((427, 640), (width, height));
        Assert.Equal(200, query.Height);

        // Without anything drawn on it the query's pixels are there as they are.
        int top = Top(plain, query);
        for (int y = 0; y < query.Height; y++)
        {
            Assert.True(query.Rgb.AsSpan(y * query.Width * 3, query.Width * 3)
                .SequenceEqual(plain.Rgb.AsSpan((((top + y) * plain.Width) + 20) * 3, query.Width * 3)));
        }

        Assert.Equal((plain.Width, plain.Height), (picture.Width, picture.Height));
        int[] changed = [.. Enumerable.Range(0, picture.Width * picture.Height)
            .Where(i => !picture.Rgb.AsSpan(i * 3, 3).SequenceEqual(plain.Rgb.AsSpan(i * 3, 3)))];

        // The line crosses the gap between the images; the point's place in the query is the middle of its pixels.
        int gap = 20 + query.Width + 16;
        Assert.Contains(changed, i => i % picture.Width == gap && i / picture.Width > top && i / picture.Width < top + 200);
        Assert.Contains(changed, i => i % picture.Width == 20 + (query.Width / 2) && Math.Abs((i / picture.Width) - top - 100) < 3);
        Assert.Contains(changed, i => i % picture.Width > gap + 16 && IsFrame(picture, i));
    }

    [Theory]
    [InlineData(ImageRelation.None)]
    [InlineData(ImageRelation.SharedPart)]
    public void Draw_FramesNothing_WhereTheOneDoesNotLieInTheOther(ImageRelation relation)
    {
        (double, double)[] all = [(0, 0), (400, 0), (400, 600), (0, 600)];
        PicturedMatch bare = Match with { Relation = relation, Points = [], Outline = null };
        Assert.Equal(MatchPicture.Draw(bare, Options).Rgb, MatchPicture.Draw(bare with { Outline = all }, Options).Rgb);
        PicturedMatch differing = bare with { Differences = [new ImageDifference(all, all, 1)] };
        bool isShaded = !MatchPicture.Draw(bare, Options).Rgb.AsSpan().SequenceEqual(MatchPicture.Draw(differing, Options).Rgb);
        Assert.Equal(relation != ImageRelation.None, isShaded);
    }

    [Fact]
    public void Draw_ShowsPartsAndDifferencesInBothImages()
    {
        (double, double)[] part = [(40, 40), (200, 40), (200, 300), (40, 300)],
            difference = [(250, 400), (350, 400), (350, 550), (250, 550)];
        PicturedMatch bare = Match with { Points = [], Outline = null };
        ColourImage plain = MatchPicture.Draw(bare, Options);
        ColourImage picture = MatchPicture.Draw(
            bare with
            {
                Parts = [new MatchedPart(part, part, []),
                    new MatchedPart([(30, 450), (150, 450), (150, 600), (30, 600)], [(220, 40), (400, 40), (400, 300), (220, 300)], [])],
                Differences = [new ImageDifference(difference, [(450, 100), (600, 100), (600, 250), (450, 250)], 0.1)],
            }, Options);
        (ColourImage query, _, _) = ColourImage.Read(Match.QueryPath, (_, _) => 200, 4, 250);
        int top = Top(plain, query), middle = 20 + query.Width + 16;
        (int X, int Y)[] pixels = [.. Enumerable.Range(0, picture.Width * picture.Height)
            .Select(i => (i % picture.Width, i / picture.Width)).Where(p => p.Item2 > top + 10)];
        foreach (Func<(int X, int Y), bool> side in (Func<(int X, int Y), bool>[])[p => p.X < middle, p => p.X > middle])
        {
            Assert.Contains(pixels, p => side(p) && IsFrame(picture, Index(p)));
            Assert.Contains(pixels, p => side(p) && picture.Rgb.AsSpan(Index(p) * 3, 3) is [< 80, > 210, > 240]);
            Assert.Contains(pixels, p => side(p) && picture.Rgb.AsSpan(Index(p) * 3, 3) is [> 240, < 60, > 50 and < 80]);
        }

        // The middle of what differs is shaded, not hidden.
        int at = Index((20 + (int)(300.5 * query.Width / 427), top + (int)(475.5 * query.Height / 640) + (picture.Height - plain.Height)));
        Assert.InRange(picture.Rgb[at * 3], 73, 200);

        int Index((int X, int Y) p) => (p.Y * picture.Width) + p.X;
    }

    [Fact]
    public void Draw_BreaksAVerdictThatIsWiderThanTheImages()
    {
        PicturedMatch bare = Match with { Points = [], Outline = null };
        ColourImage one = MatchPicture.Draw(bare with { Verdict = "short" }, Options);
        ColourImage many = MatchPicture.Draw(bare with { Verdict = string.Join(' ', Enumerable.Repeat("long", 40)) }, Options);
        Assert.Equal(one.Width, many.Width);
        Assert.True(many.Height >= one.Height + 60);
    }

    private static bool IsFrame(ColourImage image, int i) => image.Rgb.AsSpan(i * 3, 3) is [> 240, > 180 and < 210, < 20];

    /// <summary>The line at which the query's pixels begin, 20 pixels from the left.</summary>
    private static int Top(ColourImage picture, ColourImage query) => Enumerable.Range(0, picture.Height)
        .First(y => query.Rgb.AsSpan(0, query.Width * 3)
            .SequenceEqual(picture.Rgb.AsSpan(((y * picture.Width) + 20) * 3, query.Width * 3)));

    [Fact]
    public void Draw_LaysWideImagesOneAboveTheOther()
    {
        string wide = _folder.At("wide.png");
        var canvas = new Canvas(300, 60, new Ink(90, 120, 30));
        File.WriteAllBytes(wide, canvas.ToImage().Run(EncodedImage.Png));
        ColourImage picture = MatchPicture.Draw(new PicturedMatch(wide, wide) { Votes = 3 }, Options);
        Assert.Equal(400 + 40, picture.Width);
        Assert.InRange(picture.Height, 300, 400);
    }

    [Fact]
    public void Draw_EnlargesSmallImagesFourTimesAtMost()
    {
        string small = _folder.At("small.png");
        File.WriteAllBytes(small, new Canvas(30, 20, new Ink(90, 120, 30)).ToImage().Run(EncodedImage.Png));
        (ColourImage image, _, _) = ColourImage.Read(small, (_, _) => 200, 4, 250);
        Assert.Equal((120, 80), (image.Width, image.Height));
        Assert.True(MatchPicture.Draw(new PicturedMatch(small, TestData.Photo("Wine")), Options).Width > 300);
    }

    [Fact]
    public void Write_ReplacesAFileOnlyWhenItIsTold()
    {
        string path = _folder.At("a.png");
        File.WriteAllText(path, "mine");
        Assert.Equal(ErrorKind.PictureExists, Assert.Throws<ImageException>(() => MatchPicture.Write(Match, path, Options)).Kind);
        Assert.Equal("mine", File.ReadAllText(path));
        MatchPicture.Write(Match, path, Options, replace: true);
        Assert.True(new FileInfo(path).Length > 1000);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_NamesWhatIsWrong()
    {
        Assert.Equal(ErrorKind.PictureNotWritable,
            Assert.Throws<ImageException>(() => MatchPicture.Write(Match, _folder.At("no/such/a.png"), Options)).Kind);
        Assert.Equal(ErrorKind.ImageNotFound,
            Assert.Throws<ImageException>(
                () => MatchPicture.Write(Match with { ImagePath = _folder.At("gone.jpg") }, _folder.At("a.png"), Options)).Kind);
        Assert.Equal(ErrorKind.ImageTooLarge,
            Assert.Throws<ImageException>(
                () => MatchPicture.Write(Match, _folder.At("a.png"), Options with { LimitMegapixels = 0.1 })).Kind);
        Assert.Throws<ArgumentException>(() => MatchPicture.Write(Match, _folder.At("a.gif"), Options));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => MatchPicture.Write(Match, _folder.At("a.png"), Options with { LongSidePixels = 10 }));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_NeverReplacesTheImagesThemselves()
    {
        string own = _folder.At("own.png");
        File.WriteAllBytes(own, new Canvas(64, 64, new Ink(90, 120, 30)).ToImage().Run(EncodedImage.Png));
        byte[] before = File.ReadAllBytes(own);
        foreach (PicturedMatch match in (PicturedMatch[])[new(own, TestData.Photo("Wine")), new(TestData.Photo("Wine"), own)])
        {
            Assert.Equal(ErrorKind.PictureExists,
                Assert.Throws<ImageException>(() => MatchPicture.Write(match, own, Options, replace: true)).Kind);
        }

        Assert.Equal(before, File.ReadAllBytes(own));
    }

    [Fact]
    public void Names_OfLongNames_Fit()
    {
        var names = new MatchPictureNames(_folder.Path);
        string name = Path.GetFileName(
            names.Next(new string('\u65E5', 80) + ".jpg", 12, string.Concat(Enumerable.Repeat("\U0001F600", 50)) + ".jpg"));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(name), 200, 250);
        Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void Names_AreDifferentInAFolder_AndOneInAFile()
    {
        var names = new MatchPictureNames(_folder.Path, ".jpg");
        Assert.Equal(_folder.At("a-1-b.jpg"), names.Next("/x/a.png", 1, "/y/b.png"));
        Assert.Equal(_folder.At("a-1-b (2).jpg"), names.Next("/z/a.jpg", 1, "/y/b.png"));
        Assert.Equal(_folder.At("a-b.jpg"), names.Next("/z/a.jpg", null, "/y/b.png"));
        var one = new MatchPictureNames(_folder.At("one.png"));
        Assert.Equal(_folder.At("one.png"), one.Next("a", 1, "b"));
        Assert.Equal(ErrorKind.PictureExists, Assert.Throws<ImageException>(() => one.Next("a", 2, "c")).Kind);
    }

    [Theory]
    [InlineData(12, 1, "Cropped, confidence 0.98, 1 inlier, 12 votes, ")]
    [InlineData(null, 0, "Cropped, confidence 0.98, 1 inlier (lines of 0), ")]
    public void Words_SayTheEvidence(int? votes, int lines, string evidence)
    {
        PicturedMatch match = Match with
        {
            Relation = ImageRelation.Cropped,
            Confidence = 0.984,
            Votes = votes,
            PerceptualHashDistance = 4,
            IsMirrored = true,
            IsConfirmed = true,
            Agreement = 0.97,
        };
        Assert.Equal(evidence + "perceptual hashes differ in 4 of 64 bits, mirrored, pixels compared, 97 % of what can be compared agrees",
            MatchWords.Evidence(match, lines));
        Assert.EndsWith("by keypoints alone", MatchWords.Evidence(match with { IsConfirmed = false, Agreement = null }, lines),
            StringComparison.Ordinal);
        Assert.Equal("3 votes", MatchWords.Evidence(new PicturedMatch("a", "b") { Votes = 3 }, 0));
        Assert.Equal("votes alone, not compared", MatchWords.Verdict(new PicturedMatch("a", "b") { Votes = 3 }));
        Assert.Equal("Zurich (2).png", MatchWords.NameOf("/a/Z\u00FCrich (2).png"));
    }
}
