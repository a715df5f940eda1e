using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Tests.Comparison.Pixels;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison;

public sealed class PixelComparerTests(ComparedFiles files) : IClassFixture<ComparedFiles>
{
    private static readonly ColourImage Photo = Frames.Colours("aitzgorri");

    public static TheoryData<string> Copies() =>
    [
        .. new[] { "Fossa", "umang", "free", "Picture_0B" }
            .SelectMany(start => Directory.GetFiles(TestData.Copies, start + "*.jpg")).Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whichever of the two is named first: the same relation, the same numbers, and the same places in either image.</summary>
    [Theory]
    [MemberData(nameof(Copies))]
    public void Confirm_IsTheSameBothWays(string copy)
    {
        (string first, string second) = (TestData.Photo(copy.Split("_by_")[0]), Path.Combine(TestData.Copies, copy));
        AssertSame(files.Compare(first, second), files.Compare(second, first));
    }

    [Fact]
    public void Confirm_OfAnEdit_IsTheSameBothWays_AndTellsWhereInEitherFile()
    {
        ColourImage label = Altered.Cropped(Frames.Colours("life"), 100, 50, 90, 60);
        string whole = files.Png("whole.png", Photo), edited =
            files.Jpeg("edited.jpg", Frames.Of(Altered.Pasted(Photo, label, 300, 200)).At(480, 320).Colour);
        ImageComparison there = files.Compare(whole, edited), back = files.Compare(edited, whole);
        AssertSame(there, back);
        Assert.Equal(ImageRelation.Edited, there.Relation);
        AssertAround(there.Differences[0].First, 300, 200, 390, 260, 70);
        AssertAround(there.Differences[0].Second, 225, 150, 293, 195, 55);
        Assert.InRange(there.Agreement!.Value, 0.85, 0.999);
        Assert.True(there.IsConfirmed);
    }

    [Fact]
    public void Confirm_OfTheSamePixelsInAnotherFile_IsIdenticalPixels()
    {
        string png = files.Png("same.png", Photo);
        ImageComparison found = files.Compare(TestData.Photo("aitzgorri"), png);
        Assert.Equal((ImageRelation.IdenticalPixels, 1.0, true), (found.Relation, found.Confidence, found.IsConfirmed));
        Assert.Empty(found.Differences);
        byte[] other = [.. Photo.Rgb];
        other[50_000] ^= 1;
        Assert.Equal(ImageRelation.Reencoded, files.Compare(png, files.Png("one-bit.png", Photo with { Rgb = other })).Relation);
    }

    /// <summary>Where there is nothing to see, only equal pixels say that two are the same.</summary>
    [Fact]
    public void Confirm_OfBlackPhotographs_IsIdenticalOnlyWhereTheyAre()
    {
        ColourImage black = Altered.Plain(300, 200, 0, 0, 0);
        string png = files.Png("black.png", black), tagged = files.Write("black2.png", [.. File.ReadAllBytes(png), 0]);
        Assert.Equal(ImageRelation.IdenticalPixels, files.Compare(png, tagged).Relation);
        Assert.Equal(ImageRelation.None, files.Compare(png, files.Png("nearly.png", Altered.Plain(300, 200, 2, 1, 2))).Relation);
        Assert.Equal(ImageRelation.None, files.Compare(png, files.Png("small.png", Altered.Plain(150, 100, 0, 0, 0))).Relation);
        Assert.Equal(ImageRelation.None, files.Compare(png, files.Png("noise.png", Altered.Noisy(black, 4, 1))).Relation);
    }

    [Fact]
    public void Confirm_OfTheSameBytes_OpensNoFile()
    {
        DescribedImage image = files.Describe(TestData.Photo("life"));
        ImageComparison found = ComparedFiles.Compare(
            image, image with { Facts = image.Facts with { Path = "no such file.jpg" } }, ComparedFiles.LimitMegapixels);
        Assert.Equal((ImageRelation.IdenticalBytes, true), (found.Relation, found.IsConfirmed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Confirm_OfAFileThatIsGone_NamesIt(bool isFirst) => AssertRefused(isFirst, File.Delete, ErrorKind.ImageNotFound);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Confirm_OfAFileThatEndsTooEarly_NamesIt(bool isFirst) =>
        AssertRefused(isFirst, path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..20_000]), ErrorKind.ImageUnreadable);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Confirm_OfAFileThatIsNoImageAnyMore_NamesIt(bool isFirst) =>
        AssertRefused(isFirst, path => File.WriteAllText(path, "gone"), ErrorKind.ImageUnreadable);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Confirm_OfAFileThatHasAnotherSizeByNow_NamesIt(bool isFirst) =>
        AssertRefused(isFirst, path => File.Copy(TestData.Photo("Wine"), path, overwrite: true), ErrorKind.ImageUnreadable);

    [Fact]
    public void Confirm_OfAFileLargerThanTheLimit_NamesIt()
    {
        (DescribedImage first, DescribedImage second) =
            (files.Describe(TestData.Photo("Wine")), files.Describe(Directory.GetFiles(TestData.Copies, "Wine*scale50.jpg").Single()));
        ImageException e = Assert.Throws<ImageException>(() => ComparedFiles.Compare(first, second, 0.1));
        Assert.Equal(ErrorKind.ImageTooLarge, e.Kind);
        Assert.Contains(e.Target, new[] { first.Facts.Path, second.Facts.Path });
    }

    private static (double X, double Y) Rounded((double X, double Y) at) => (Math.Round(at.X, 6), Math.Round(at.Y, 6));

    private static void AssertSame(ImageComparison there, ImageComparison back)
    {
        Assert.Equal((there.Relation, there.Confidence, there.Agreement, there.FirstOverlap),
            (back.Relation, back.Confidence, back.Agreement, back.SecondOverlap));
        Assert.Equal(there.Differences.SelectMany(d => d.First.Select(Rounded)),
            back.Differences.SelectMany(d => d.Second.Select(Rounded)));
        Assert.Equal(there.Differences.SelectMany(d => d.Second.Select(Rounded)),
            back.Differences.SelectMany(d => d.First.Select(Rounded)));
    }

    private static void AssertAround(IReadOnlyList<(double X, double Y)> outline, double left, double top, double right, double bottom,
        double within)
    {
        Assert.InRange(outline[0].X, left - within, left + 12);
        Assert.InRange(outline[0].Y, top - within, top + 12);
        Assert.InRange(outline[2].X, right - 12, right + within);
        Assert.InRange(outline[2].Y, bottom - 12, bottom + within);
    }

    /// <summary>A file is described, then something happens to it, then its pixels are compared.</summary>
    private void AssertRefused(bool isFirst, Action<string> happens, ErrorKind kind)
    {
        string path = files.Jpeg($"{Guid.NewGuid():N}.jpg", Photo);
        (DescribedImage image, DescribedImage other) = (files.Describe(path), files.Describe(TestData.Photo("aitzgorri")));
        happens(path);
        ImageException e = Assert.Throws<ImageException>(() => isFirst
            ? ComparedFiles.Compare(image, other, ComparedFiles.LimitMegapixels)
            : ComparedFiles.Compare(other, image, ComparedFiles.LimitMegapixels));
        Assert.Equal((kind, path), (e.Kind, e.Target));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }
}
