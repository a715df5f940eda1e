using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class BlockComparisonTests
{
    private const double Block = 4 * BlockGrid.BlockPixels;

    private static readonly GrayImage Photo = Frames.Photo("Picture_1A").Luma;

    [Fact]
    public void Compare_OfACopyWithNoise_FindsNothingThatContradicts()
    {
        PixelEvidence evidence = BlockComparison.Compare(new AlignedPair(Photo, Frames.Noisy(Photo, 4, 1), null), isExact: true);
        Assert.True(evidence.IsClean, $"{evidence}");
        Assert.Equal(0, evidence.Contradicting);
        Assert.True(evidence.Agreeing > evidence.Informative / 2);
        Assert.Empty(evidence.Areas);
    }

    [Fact]
    public void Compare_OfABlurredCopy_FindsNothingThatContradicts() =>
        Assert.True(BlockComparison.Compare(new AlignedPair(Photo, Frames.Blurred(Photo, 1.5), null), isExact: true).IsClean);

    /// <summary>To a block of the coarse level, whose pixels are four by four of these.</summary>
    [Theory]
    [InlineData(260, 150, 24, 24)]
    [InlineData(400, 300, 12, 12)]
    [InlineData(60, 60, 200, 120)]
    public void Compare_OfAReplacedPart_TellsWhereItIs(int left, int top, int width, int height)
    {
        var box = new Box(left, top, width, height);
        GrayImage changed = Frames.Patched(Frames.Noisy(Photo, 2, 1), box, (x, y) => ((x / 5) + (y / 4)) % 2 == 0 ? 40 : 210);
        PixelEvidence evidence = BlockComparison.Compare(new AlignedPair(Photo, changed, null), isExact: true);
        Assert.False(evidence.IsClean);
        DifferingArea area = evidence.Areas[0];
        Assert.True(area.Left <= left + 12 && area.Top <= top + 12 && area.Right >= box.Right - 12 && area.Bottom >= box.Bottom
            - 12, $"{area}");
        Assert.True(area.Left >= left - Block && area.Top >= top - Block && area.Right <= box.Right + Block && area.Bottom <= box.Bottom
            + Block, $"{area}");
    }

    [Fact]
    public void Compare_OfAPartInAnotherBrightness_Contradicts()
    {
        GrayImage changed = Frames.Patched(Photo, new Box(200, 100, 120, 90), (x, y) => 0.4 * Photo.Pixels[(y * Photo.Width) + x]);
        Assert.False(BlockComparison.Compare(new AlignedPair(Photo, changed, null), isExact: true).IsClean);
    }

    /// <summary>Where the transform was estimated, a block may lie a pixel or two off; where it is exact, it may not.</summary>
    [Fact]
    public void Compare_OfAnEstimate_LooksForEachBlockAroundItsPlace()
    {
        GrayImage moved = Frames.Gray(Photo.Width, Photo.Height, (x, y) => Photo.Pixels[(y * Photo.Width) + Math.Max(0, x - 2)]);
        var pair = new AlignedPair(Photo, moved, null);
        PixelEvidence loose = BlockComparison.Compare(pair, isExact: false), exact = BlockComparison.Compare(pair, isExact: true);
        Assert.True(loose.IsClean, $"{loose}");
        Assert.True(loose.Agreement >= exact.Agreement && loose.Excess <= exact.Excess);
    }

    [Fact]
    public void Compare_OfTwoPictures_Contradicts()
    {
        GrayImage other = Frames.Photo("Picture_0B").Luma;
        PixelEvidence evidence = BlockComparison.Compare(new AlignedPair(Photo, Frames.Gray(Photo.Width, Photo.Height,
            (x, y) => other.Pixels[(Math.Min(y, other.Height - 1) * other.Width) + Math.Min(x, other.Width - 1)]), null), isExact: false);
        Assert.False(evidence.IsClean);
        Assert.True(evidence.Agreement < 0.3, $"{evidence}");
    }

    /// <summary>Where all words of a page are others, their differences are what is usual there, and no noise: rows of marks, in other
    /// places in each image.</summary>
    [Fact]
    public void Compare_OfPagesOfWhichAllWordsDiffer_Contradicts()
    {
        AlignedPair other = new(Page(1), Page(2), null), same = new(Page(1), Frames.Noisy(Page(1), 3, 5), null);
        Assert.True(BlockComparison.Compare(other, isExact: true) is { IsClean: false, Excess: >= 1 },
            $"{BlockComparison.Compare(other, isExact: true)}");
        Assert.True(BlockComparison.Compare(same, isExact: true).IsClean, $"{BlockComparison.Compare(same, isExact: true)}");

        static GrayImage Page(int seed)
        {
            var random = new Random(seed);
            var marks = new bool[120 * 150];
            for (int i = 0; i < marks.Length; i++)
            {
                marks[i] = i / 120 % 4 != 3 && random.Next(2) == 0;
            }

            return Frames.Gray(480, 600, (x, y) => marks[(y / 4 * 120) + (x / 4)] ? 20 : 240);
        }
    }

    [Fact]
    public void Compare_OfWhatIsTooSmallForABlock_SaysNothing()
    {
        GrayImage dot = Frames.Gray(8, 8, (x, _) => x);
        PixelEvidence evidence = BlockComparison.Compare(new AlignedPair(dot, dot, null), isExact: true);
        Assert.Equal((0, 0, 0), (evidence.Blocks, evidence.Agreeing, evidence.Contradicting));
    }
}
