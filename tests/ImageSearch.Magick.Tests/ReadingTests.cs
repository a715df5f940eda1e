using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.TestSupport;

namespace ImageSearch.Magick.Tests;

/// <summary>The three formats are read as their photograph is: same picture, upright, in the same grays.</summary>
public sealed class ReadingTests
{
    private const double MaxLevelsApart = 5;

    private readonly ImageReader _reader = new(new ImagingSettings());

    [Theory]
    [InlineData(".heic", 214, 320)]
    [InlineData(".jxl", 214, 320)]
    [InlineData(".jp2", 214, 320)]
    [InlineData("__tiles.jp2", 214, 320)]
    [InlineData("__animation.jxl", 107, 160)]
    [InlineData("__gray.jxl", 107, 160)]
    [InlineData("__gray.jp2", 107, 160)]
    [InlineData("__cmyk.jp2", 107, 160)]
    [InlineData("__ycc420.jp2", 106, 160)]
    public void Read_ShowsThePhotograph(string ending, int width, int height)
    {
        LoadedImage image = _reader.Read(Samples.PathOf(Samples.Photo + ending));
        Assert.Equal((width, height), (image.OriginalWidth, image.OriginalHeight));
        Assert.InRange(Samples.Difference(Samples.Grid(image.Gray), Samples.PhotoGrid()), 0, MaxLevelsApart);
    }

    [Fact]
    public void Read_OfABareCodestream_ShowsTheSameAsInItsBoxes()
    {
        LoadedImage bare = Samples.Load(Samples.Codestream(Samples.Photo + ".jp2"));
        Assert.Equal(_reader.Read(Samples.PathOf(Samples.Photo + ".jp2")).Gray.Pixels, bare.Gray.Pixels);
    }

    [Theory]
    [InlineData("__alpha.heic")]
    [InlineData("__alpha.jxl")]
    [InlineData("__alpha.jp2")]
    public void Read_PutsWhatIsTransparentOnWhite(string ending)
    {
        double[] grid = Samples.Grid(_reader.Read(Samples.PathOf(Samples.Photo + ending)).Gray), photo = Samples.PhotoGrid();
        int[] left = [.. Enumerable.Range(0, grid.Length).Where(i => i % 8 < 3)],
            right = [.. Enumerable.Range(0, grid.Length).Where(i => i % 8 > 4)];
        Assert.All(left, i => Assert.InRange(grid[i], 250, 255));
        Assert.InRange(Samples.Difference([.. right.Select(i => grid[i])], [.. right.Select(i => photo[i])]), 0, MaxLevelsApart);
    }

    [Fact]
    public void Read_TurnsJpegXl_ByItsOwnOrientation()
    {
        LoadedImage image = _reader.Read(Samples.PathOf(Samples.Photo + "__orientation6.jxl"));
        Assert.Equal((320, 214), (image.OriginalWidth, image.OriginalHeight));
        Assert.InRange(Samples.Difference(Samples.Grid(image.Gray), Samples.Turned(Samples.PhotoGrid(), 1)), 0, MaxLevelsApart);
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(3, null, 1)]
    [InlineData(2, null, 2)]
    [InlineData(1, null, 3)]
    [InlineData(3, 6, 1)]
    [InlineData(null, 6, 0)]
    public void Read_TurnsHeic_ByItsContainerAlone_AndOnce(int? rotation, int? exif, int clockwise)
    {
        byte[] file = new HeifBuilder(Samples.Read(Samples.Photo + ".heic"))
            { Rotation = rotation, ExifOrientation = (byte?)exif }.Single();
        LoadedImage image = Samples.Load(file);
        Assert.Equal(clockwise % 2 == 0 ? (214, 320) : (320, 214), (image.OriginalWidth, image.OriginalHeight));
        Assert.InRange(Samples.Difference(Samples.Grid(image.Gray), Samples.Turned(Samples.PhotoGrid(), clockwise)), 0, MaxLevelsApart);
    }

    [Fact]
    public void Read_OfAGridOfTiles_AsPhonesWriteThem_PutsThemTogether()
    {
        LoadedImage image = Samples.Load(new HeifBuilder(Samples.Read(Samples.Photo + ".heic")) { Rotation = 3 }.Grid(2, 2, 428, 640));
        Assert.Equal((640, 428), (image.OriginalWidth, image.OriginalHeight));
        double[] tile = Samples.Grid(Quarter(image.Gray));
        Assert.InRange(Samples.Difference(tile, Samples.Turned(Samples.PhotoGrid(), 1)), 0, MaxLevelsApart);
    }

    /// <summary>Long files are streamed; this one has a box in front of its pixels that says nothing.</summary>
    [Fact]
    public void Read_OfALongFile_IsTheSame()
    {
        byte[] heic = Samples.Read(Samples.Photo + ".heic");
        using var folder = new TemporaryFolder();
        using (FileStream file = File.Create(folder.At("long.heic")))
        {
            file.Write(heic);
            file.Write([0x05, 0, 0, 0, .. "free"u8]);
            file.SetLength(heic.Length + 0x05000000);
        }

        Assert.Equal(Samples.Load(heic).Gray.Pixels, _reader.Read(folder.At("long.heic")).Gray.Pixels);
    }

    [Theory]
    [InlineData(".heic")]
    [InlineData(".jxl")]
    [InlineData(".jp2")]
    public void Copies_FindTheirPhotograph(string ending)
    {
        var index = new ImageIndex(IndexSettings.Default);
        using var ingest = new ImageIngest(index);
        foreach (string photo in Directory.GetFiles(TestData.Photos, "*.jpg").Order())
        {
            ingest.Post(photo);
        }

        while (ingest.Take(wait: true) is { } result)
        {
            Assert.Null(result.Error);
        }

        DescribedImage query = new ImageDescriber(IndexSettings.Default).Describe(Samples.PathOf(Samples.Photo + ending));
        ImageMatch match = Assert.Single(ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(query), new SearchOptions()));
        Assert.Equal(TestData.Photo(Samples.Photo), match.Image.Path);
        Assert.InRange(match.Confidence!.Value, 0.99, 1);
    }

    [Fact]
    public void Update_TakesThemLikeAnyImage()
    {
        var index = new ImageIndex(IndexSettings.Default);
        var update = new FolderUpdate(index, new UpdateOptions(Path.GetDirectoryName(Samples.PathOf("x"))!, Recurse: false));
        Assert.All(update.Apply(update.Steps, commits: false), result => Assert.Null(result.Error));
        Assert.Equal((Directory.GetFiles(Path.GetDirectoryName(Samples.PathOf("x"))!).Length, 0),
            (update.Summary.Added, update.Summary.Skipped));
        Assert.Null(update.SkippedWarning);
        Assert.Empty(update.KeptWarnings);
    }

    [Fact]
    public void Thumbnails_AreMadeOfThem()
    {
        byte[] jpeg = Thumbnail.Make(Samples.PathOf(Samples.Photo + "__orientation6.jxl"), 128, 250);
        LoadedImage image = Samples.Load(jpeg);
        Assert.Equal((128, 86), (image.OriginalWidth, image.OriginalHeight));
        Assert.InRange(Samples.Difference(Samples.Grid(image.Gray), Samples.Turned(Samples.PhotoGrid(), 1)), 0, MaxLevelsApart);
    }

    private static GrayImage Quarter(GrayImage image)
    {
        int width = image.Width / 2, height = image.Height / 2;
        return new GrayImage(width, height,
            [.. Enumerable.Range(0, height).SelectMany(y => image.Pixels.AsSpan(y * image.Width, width).ToArray())]);
    }
}
