using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class ColourComparisonTests
{
    private const double Other = 0.4;

    private static readonly ColourImage Photo = Frames.Colours("analog");

    private static readonly PixelEvidence Luma = new(1000, 900, 890, 0, 100, 0.4, 0);

    [Fact]
    public void AddTo_OfTheSameColours_LeavesTheEvidence()
    {
        PixelEvidence evidence = Compare(Photo, Altered.Noisy(Photo, 6, 1));
        Assert.InRange(evidence.ColourChange, 0, 0.1);
        Assert.Equal(0, evidence.ColourAreas);
        Assert.Equal(Luma, evidence with { ColourChange = 0, Areas = Luma.Areas });
    }

    /// <summary>What cameras and encoders do is levelled: another white balance, more or less saturation.</summary>
    [Theory]
    [InlineData(1.5, 0)]
    [InlineData(0.6, 0)]
    [InlineData(1, 12)]
    public void AddTo_LevelsSaturationAndWhiteBalance(double saturation, double warmth)
    {
        PixelEvidence evidence = Compare(Photo, Altered.Map(Photo, (r, g, b) =>
        {
            double luma = (0.299 * r) + (0.587 * g) + (0.114 * b);
            return (luma + ((r - luma) * saturation) + warmth, luma + ((g - luma) * saturation), luma + ((b - luma) * saturation) - warmth);
        }));
        Assert.InRange(evidence.ColourChange, 0, Other / 2);
        Assert.Equal(0, evidence.ColourAreas);
    }

    [Fact]
    public void AddTo_OfAGrayCopy_IsAllTheColour()
    {
        Assert.Equal(1, Compare(Photo, Altered.Gray(Photo)).ColourChange);
        Assert.Equal(1, Compare(Altered.Gray(Photo), Photo).ColourChange);
        Assert.Equal(0, Compare(Altered.Gray(Photo), Altered.Gray(Photo)).ColourChange);
    }

    [Fact]
    public void AddTo_OfOtherHues_IsAnotherColour()
    {
        Assert.True(Compare(Photo, Altered.Map(Photo, (r, g, b) => (b, r, g))).ColourChange > Other);
        Assert.True(Compare(Photo, Altered.Map(Photo, (r, g, b) => (b, g, r))).ColourChange > Other);
    }

    /// <summary>A label in another colour, of the same luma.</summary>
    [Fact]
    public void AddTo_OfAPartInAnotherColour_TellsWhere()
    {
        ColourImage gray = Altered.Gray(Photo);
        ColourImage first = Altered.Pasted(Photo, Altered.Plain(80, 60, 190, 60, 60), 200, 100);
        ColourImage second = Altered.Pasted(Photo, Altered.Plain(80, 60, 60, 111, 136), 200, 100);
        PixelEvidence evidence = Compare(first, second);
        Assert.Equal(1, evidence.ColourAreas);
        DifferingArea area = Assert.Single(evidence.Areas);
        Assert.True(area.Left <= 210 && area.Top <= 110 && area.Right >= 270 && area.Bottom >= 150, $"{area}");
        Assert.True(area.Left >= 160 && area.Top >= 60 && area.Right <= 320 && area.Bottom <= 200, $"{area}");
        Assert.InRange(evidence.ColourChange, 0, Other);
        Assert.False(evidence.IsClean);
        Assert.Equal(0, Compare(gray, gray).ColourAreas);
    }

    /// <summary>Contrast that clips makes strong colours stronger or paler, and no line says so.</summary>
    [Fact]
    public void AddTo_OfMoreContrast_IsTheSame()
    {
        PixelEvidence evidence = Compare(Photo, Altered.Toned(Photo, level => (1.7 * (level - 128)) + 128));
        Assert.Equal((0, false), (evidence.ColourAreas, evidence.IsRecoloured));
        Assert.False(Compare(Photo, Altered.Noisy(Photo, 6, 1)).AreColoursDoubtful);
    }

    [Fact]
    public void AddTo_OfOneColourInAGrayPicture_GoneFromIt_IsAllTheColour()
    {
        ColourImage gray = Altered.Gray(Photo), spot = Altered.Pasted(gray, Altered.Plain(80, 60, 200, 40, 40), 200, 100);
        PixelEvidence evidence = Compare(spot, Altered.Gray(spot));
        Assert.Equal((1.0, true, 0), (evidence.ColourChange, evidence.IsRecoloured, evidence.ColourAreas));
    }

    /// <summary>A part in another hue, be it large, is an edit and not another colour of all.</summary>
    [Fact]
    public void AddTo_OfAPart_IsNotRecoloured()
    {
        ColourImage photo = Frames.Colours("Wine"), first = Altered.Pasted(photo, Altered.Plain(120, 120, 220, 30, 30), 100, 50);
        ColourImage second = Altered.Pasted(photo, Altered.Plain(120, 120, 30, 102, 220), 100, 50);
        PixelEvidence evidence = Compare(first, second);
        Assert.Equal((1, false), (evidence.ColourAreas, evidence.IsRecoloured));
        Assert.True(Compare(Photo, Altered.Map(Photo, (r, g, b) => (b, r, g))).IsRecoloured);
    }

    /// <summary>What compression may have taken is no other colour; but no header can claim all.</summary>
    [Fact]
    public void AddTo_AllowsWhatCompressionTakes_UpToABound()
    {
        ColourImage dull = Altered.Map(Photo, (r, g, b) => (r + 9, g, b - 9)), other = Altered.Map(Photo, (r, g, b) => (b, r, g));
        Assert.True(Compare(Photo, dull, 10).ColourChange <= Compare(Photo, dull).ColourChange);
        Assert.True(Compare(Photo, other, 1e9).IsRecoloured || Compare(Photo, other, 1e9).ColourAreas > 0);
    }

    /// <summary>A thing in another colour on white: whatever compression may have done, it is not surely the same.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(16)]
    public void AddTo_OfAThingInAnotherColour_IsNeverSurelyTheSame(double allowance)
    {
        ColourImage white = Altered.Plain(640, 400, 250, 250, 250);
        foreach ((byte[] a, byte[] b) in ((byte[], byte[])[])[([113, 76, 97], [205, 55, 166]), ([173, 182, 200], [159, 123, 127]),
            ([88, 95, 58], [165, 131, 50]), ([59, 39, 128], [132, 60, 134])])
        {
            foreach (int side in (int[])[140, 200])
            {
                PixelEvidence evidence = Compare(Altered.Pasted(white, Altered.Plain(side, side, a[0], a[1], a[2]), 200, 100),
                    Altered.Pasted(white, Altered.Plain(side, side, b[0], b[1], b[2]), 200, 100), allowance);
                Assert.True(evidence.AreColoursDoubtful || evidence.ColourAreas > 0 || evidence.IsRecoloured, $"{a[0]} {side} {evidence}");
            }
        }
    }

    private static PixelEvidence Compare(ColourImage first, ColourImage second) =>
        Compare(first, second, allowance: 0);

    private static PixelEvidence Compare(ColourImage first, ColourImage second, double allowance)
    {
        Alignment alignment = Frames.Aligned(Frames.Of(first), Frames.Of(second));
        return ColourComparison.AddTo(Luma, alignment, Levelling.Apply(alignment).Tone, () => allowance);
    }
}
