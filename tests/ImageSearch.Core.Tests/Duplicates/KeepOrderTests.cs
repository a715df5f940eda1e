using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Tests.Comparison;
using ImageSearch.Tests.Comparison.Pixels;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Duplicates;

/// <summary>Which of real files is kept: what was lost by a copy is not seen by its size alone.</summary>
public sealed class KeepOrderTests : IDisposable
{
    private static readonly HashSet<ImageRelation> WholePictures =
    [
        ImageRelation.IdenticalBytes, ImageRelation.IdenticalPixels, ImageRelation.Reencoded, ImageRelation.Resized, ImageRelation.Cropped,
        ImageRelation.Turned, ImageRelation.Edited,
    ];

    private readonly ComparedFiles _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>Noise makes a file long, and the picture no better; but what was lost makes one short. So neither goes for the
    /// other.</summary>
    [Fact]
    public void ANoisyCopy_IsNotKept_ThoughItIsLonger()
    {
        ColourImage photo = Frames.Colours("Wine", 512);
        string original = _files.Jpeg("original.jpg", photo, 92), noisy = _files.Jpeg("noisy.jpg", Altered.Noisy(photo, 20, 1), 88);
        Assert.True(new FileInfo(noisy).Length > new FileInfo(original).Length);
        DuplicateResult found = Find(DuplicateOptions.DefaultRelations, original, noisy);
        Assert.Empty(found.Groups);
        UndecidedPair pair = Assert.Single(found.Undecided);
        Assert.Equal((original, noisy, ImageRelation.Reencoded), (pair.First.Path, pair.Second.Path, pair.Comparison.Relation));
    }

    /// <summary>What a messenger sent and somebody saved again has fine tables, and lost its detail before: it is shorter, and no noise is
    /// in the original that makes that one long.</summary>
    [Theory]
    [InlineData(15)]
    [InlineData(30)]
    public void ACopyThatWasSavedBadly_AndThenWell_IsNotKeptInPlaceOfTheOriginal(int quality)
    {
        ColourImage photo = Frames.Colours("Wine", 512);
        string original = _files.Jpeg("original.jpg", photo, 90), sent = _files.Jpeg("sent.jpg", photo, quality);
        ColourImage received = ColourImage.Read(sent, (w, h) => Math.Max(w, h), 1, ComparedFiles.LimitMegapixels).Image;
        string again = _files.Jpeg("again.jpg", received, 94);
        Assert.True(new FileInfo(original).Length > new FileInfo(again).Length);
        Assert.DoesNotContain(Find(DuplicateOptions.DefaultRelations, again, original).Groups.SelectMany(g => g.Duplicates),
            d => d.Image.Path == original);
    }

    /// <summary>Who blurs a picture and saves it well has lost more than who saved it badly; neither is poorer in nothing.</summary>
    [Fact]
    public void ABlurredCopy_ThatIsSavedWell_IsNotKeptInPlaceOfASharpOne()
    {
        ColourImage photo = Frames.Colours("Kleiber", 512);
        string blurred = _files.Jpeg("blurred.jpg", Altered.Blurred(photo, 1.5), 88), sharp = _files.Jpeg("sharp.jpg", photo, 85);
        Assert.True(new FileInfo(sharp).Length > new FileInfo(blurred).Length);
        DuplicateResult found = Find(DuplicateOptions.DefaultRelations, blurred, sharp);
        Assert.DoesNotContain(found.Groups.SelectMany(g => g.Duplicates), d => d.Image.Path == sharp);
    }

    /// <summary>A part of a photograph, turned and made larger, has its pixels all to itself; that is no reason to keep it.</summary>
    [Fact]
    public void APart_TurnedAndMagnified_IsNotKept_AndTheSmallOnesGoWithTheWhole()
    {
        ColourImage photo = Frames.Colours("Dragonfly", 640);
        (double sin, double cos) = Math.SinCos(12 * Math.PI / 180);
        ColourImage part = Altered.Seen(photo, photo.Width * 9 / 10, photo.Height * 9 / 10,
            (x, y) => (((x * cos) + (y * sin)) * 0.75 + 60, ((y * cos) - (x * sin)) * 0.75 + 110));
        ColourImage small = Altered.Seen(photo, photo.Width / 2, photo.Height / 2, (x, y) => ((2 * x) + 0.5, (2 * y) + 0.5));
        string whole = _files.Jpeg("whole.jpg", photo, 92);
        string[] others = [_files.Jpeg("part.jpg", part, 90), _files.Jpeg("small.jpg", small, 90)];
        Assert.Equal([whole, .. others], TheGroup(WholePictures, [whole, .. others]));
    }

    /// <summary>Made larger than the whole, a part has more pixels and shows less: neither stands for the other.</summary>
    [Fact]
    public void APart_ThatWasMadeLargerThanTheWhole_IsNeitherKeptNorOffered()
    {
        ColourImage photo = Frames.Colours("Dragonfly", 640);
        (double sin, double cos) = Math.SinCos(12 * Math.PI / 180);
        ColourImage part = Altered.Seen(photo, photo.Width * 5 / 4, photo.Height * 5 / 4,
            (x, y) => (((x * cos) + (y * sin)) * 0.54 + 60, ((y * cos) - (x * sin)) * 0.54 + 110));
        Assert.Empty(Find(WholePictures, _files.Jpeg("part.jpg", part), _files.Jpeg("whole.jpg", photo)).Groups);
    }

    /// <summary>The empty corners of a turned copy are nothing that is kept for its size.</summary>
    [Fact]
    public void ATurnedCopyWithEmptyCorners_GivesWay()
    {
        string photo = TestData.Photo("Wine"), turned = Path.Combine(TestData.Copies, "Wine_by_Jakkub_Mede__rot45.jpg");
        Assert.Equal([photo, turned], TheGroup(WholePictures, turned, photo));
    }

    /// <summary>The one group: what is kept, then its duplicates.</summary>
    private static string[] TheGroup(IReadOnlySet<ImageRelation> relations, params string[] paths)
    {
        DuplicateGroup group = Assert.Single(Find(relations, paths).Groups);
        return [group.Keeper.Path, .. group.Duplicates.Select(d => d.Image.Path)];
    }

    private static DuplicateResult Find(IReadOnlySet<ImageRelation> relations, params string[] paths)
    {
        var index = new ImageIndex(IndexSettings.Default);
        var describer = new ImageDescriber(index.Settings);
        foreach (string path in paths)
        {
            index.Add(describer.Describe(path), out _);
        }

        return DuplicateFinder.Find(index.Snapshot(), new DuplicateOptions { Relations = relations, MinimumConfidence = 0.5 });
    }
}
