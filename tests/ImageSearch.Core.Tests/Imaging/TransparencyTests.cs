using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class TransparencyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>White on white shows nothing; whatever else is laid on white, as it always was.</summary>
    [Theory]
    [InlineData(255, 0)]
    [InlineData(230, 0)]
    [InlineData(160, 255)]
    [InlineData(0, 255)]
    public void APictureWithHoles_IsLaidOnWhatShowsIt(byte ink, byte ground)
    {
        string path = _folder.At("logo.png");
        File.WriteAllBytes(path, DrawnImage.Logo(120, 60, ink));
        byte[] expected = [.. new[] { ink, ground }.Order()];

        byte[] gray = new ImageReader(new ImagingSettings()).Read(path).Gray.Pixels;
        Assert.Equal(expected, gray.Distinct().Order());
        Assert.Equal(ground, gray[0]);

        (ColourImage colour, _, _) = ColourImage.Read(path, (_, _) => 120, 1, 50);
        Assert.Equal(gray, colour.Rgb.Chunk(3).Select(p => p[0]));

        byte[] thumbnail = new ImageReader(new ImagingSettings()).Read(Thumbnail.Make(path, 120, 50), "thumbnail").Gray.Pixels;
        Assert.InRange(thumbnail[0], ground - 10, ground + 10);
    }

    /// <summary>What the transparent parts hide does not count, however large they are and whatever colour they have.</summary>
    [Fact]
    public void OnlyWhatIsVisible_Decides()
    {
        byte[] hiddenWhite = DrawnImage.Logo(120, 60, 0, ground: 255), hiddenBlack = DrawnImage.Logo(120, 60, 255);
        Assert.Equal(255, Read(hiddenWhite)[0]);
        Assert.Equal(0, Read(hiddenBlack)[0]);
        Assert.Equal(255, Read(DrawnImage.Logo(120, 60, 255, ground: 0, groundAlpha: 255)).Max());
        Assert.All(Read(DrawnImage.Png(20, 20, 4, (_, _) => [9, 9, 9, 0])), g => Assert.Equal(255, g));
    }

    [Fact]
    public void OpaquePixels_StayAsTheyAre()
    {
        byte[] rgba = [10, 20, 30, 255, 250, 251, 252, 255, 0, 0, 0, 255];
        Assert.Equal([10, 20, 30, 250, 251, 252, 0, 0, 0], Transparency.Flatten(rgba));
        Assert.Equal([127, 127, 127], Transparency.Flatten([0, 0, 0, 128]));
    }

    [Fact]
    public void ABitmapsAlpha_IsTakenAsAnyOther()
    {
        byte[] masks = BmpBuilder.Words(0xFF0000, 0xFF00, 0xFF, 0xFF000000);
        byte[] pixels = BmpBuilder.Words([.. Enumerable.Range(0, 64).Select(i => i % 4 == 1 ? 0xFFFFFFFFu : 0u)]);
        byte[] gray = Read(BmpBuilder.Build(8, 8, 32, pixels, compression: 3, masksInHeader: masks));
        Assert.Equal([0, 255, 0, 0], gray[..4]);
    }

    private static byte[] Read(byte[] file) => new ImageReader(new ImagingSettings()).Read(file, "in memory").Gray.Pixels;
}
