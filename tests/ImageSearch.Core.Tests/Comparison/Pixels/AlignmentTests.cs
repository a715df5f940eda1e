using ImageSearch.Comparison.Pixels;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class AlignmentTests
{
    private static readonly ColourImage Photo = Frames.Colours("aitzgorri");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Whole_LaysEveryOrientationPixelOnPixel(int orientation)
    {
        FramePixels first = Frames.Of(Photo), second = Frames.Of(Altered.Stored(Photo, orientation));
        ImageTransform transform = WholeView.Near(Frames.Sized(first), Frames.Sized(second), Placed(orientation))!;
        Alignment alignment = Assert.IsType<Alignment>(Alignment.Whole(first, second, transform));
        Assert.True(alignment.IsExact);
        Assert.Null(alignment.Pair.Mask);
        Assert.Equal(alignment.Pair.Second.Pixels, alignment.Pair.First.Pixels);
        AssertInverse(alignment, transform);
    }

    [Fact]
    public void Whole_OfWhatIsNoWholeView_IsNone()
    {
        FramePixels first = Frames.Of(Photo), crop = Frames.Of(Altered.Cropped(Photo, 12, 8, 616, 410));
        Assert.Null(Alignment.Whole(first, crop, FrameWarp.Sizes(640, 426, 616, 410)));
        Assert.Null(Alignment.Whole(first, first, new ImageTransform(1, 1, 0, 1, 1, 0)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_ASmallerCopy_IsInTheFrameOfTheCoarser(bool isSecondSmaller)
    {
        FramePixels large = Frames.Of(Photo), small = large.At(320, 213);
        ImageTransform halving = new ImageTransform(1.004, 0, -1.2, 0, 0.997, 1).After(FrameWarp.Sizes(640, 426, 320, 213));
        Alignment alignment = Assert.IsType<Alignment>(isSecondSmaller ? Alignment.Of(large, small, halving)
            : Alignment.Of(small, large, halving.Inverse()!));
        Assert.Equal((320, 213), (alignment.Pair.Width, alignment.Pair.Height));
        Assert.Equal(isSecondSmaller,
            Alignment.IsSecondCoarser(isSecondSmaller ? halving : halving.Inverse()!, isSecondSmaller ? large : small));
        AssertInverse(alignment, isSecondSmaller ? FrameWarp.Sizes(640, 426, 320, 213) : FrameWarp.Sizes(320, 213, 640, 426), 0.3);
        Assert.InRange(Apart(alignment.Pair), 0, 2);
    }

    /// <summary>A crop at full size is laid pixel on pixel, though the estimate is some pixels off, or is right already.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1.7)]
    public void Of_ACropAtFullSize_IsExact(double off)
    {
        FramePixels whole = Frames.Of(Photo), crop = Frames.Of(Altered.Cropped(Photo, 150, 90, 260, 200));
        Alignment alignment = Assert.IsType<Alignment>(Alignment.Of(whole, crop, new ImageTransform(1, 0, off - 150, 0, 1, -90 - off)));
        Assert.True(alignment.IsExact);
        Assert.Equal((260, 200), (alignment.Pair.Width, alignment.Pair.Height));
        Assert.Equal(crop.Luma.Pixels, alignment.Pair.First.Pixels);
        AssertInverse(alignment, new ImageTransform(1, 0, -150, 0, 1, -90));
    }

    [Fact]
    public void Of_ATurnedCopy_IsEstimated()
    {
        (double sin, double cos) = Math.SinCos(7 * Math.PI / 180);
        var truth = new ImageTransform(cos, -sin, 40, sin, cos, -20);
        FramePixels first = Frames.Of(Photo), turned = Frames.Of(Altered.Seen(Photo, 640, 480, truth.Inverse()!.Apply));
        Alignment alignment = Assert.IsType<Alignment>(Alignment.Of(first, turned, new ImageTransform(1, 0, 1.5, 0, 1, -1).After(truth)));
        Assert.False(alignment.IsExact);
        Assert.Contains((byte)0, alignment.Pair.Mask!);
        AssertInverse(alignment, truth, 0.1);
    }

    /// <summary>The frame is cut to what both have.</summary>
    [Fact]
    public void Of_APartInACollage_IsNoLargerThanThePart()
    {
        FramePixels part = Frames.Of(Altered.Cropped(Photo, 100, 100, 200, 150));
        FramePixels collage = Frames.Of(Altered.Pasted(Frames.Colours("picos"), part.Colour, 300, 180));
        Alignment alignment = Assert.IsType<Alignment>(Alignment.Of(part, collage, new ImageTransform(1, 0, 299, 0, 1, 181)));
        Assert.InRange(alignment.Pair.Width, 200, 206);
        Assert.InRange(alignment.Pair.Height, 150, 156);
        AssertInverse(alignment, new ImageTransform(1, 0, 300, 0, 1, 180));
    }

    [Fact]
    public void Of_ImagesThatDoNotMeet_IsNone()
    {
        FramePixels photo = Frames.Of(Photo);
        Assert.Null(Alignment.Of(photo, photo, new ImageTransform(1, 0, 635, 0, 1, 0)));
        Assert.Null(Alignment.Of(photo, photo, new ImageTransform(1, 1, 0, 1, 1, 0)));
    }

    /// <summary>From the upright image to the stored one, by the middles of pixels.</summary>
    private static ImageTransform Placed(int orientation)
    {
        (int right, int bottom) = (Photo.Width - 1, Photo.Height - 1);
        return orientation switch
        {
            1 => ImageTransform.Identity,
            2 => new(-1, 0, right, 0, 1, 0),
            3 => new(-1, 0, right, 0, -1, bottom),
            4 => new(1, 0, 0, 0, -1, bottom),
            5 => new(0, 1, 0, 1, 0, 0),
            6 => new(0, 1, 0, -1, 0, right),
            7 => new(0, -1, bottom, -1, 0, right),
            _ => new(0, -1, bottom, 1, 0, 0),
        };
    }

    private static void AssertInverse(Alignment alignment, ImageTransform truth, double within = 1e-6)
    {
        foreach ((double x, double y) in ((double, double)[])[(160, 110), (250, 120), (300, 200)])
        {
            ((double u, double v), (double trueU, double trueV)) = (alignment.ToSecond(x, y), truth.Apply(x, y));
            (double backX, double backY) = alignment.ToFirst(u, v);
            Assert.Equal(trueU, u, within);
            Assert.Equal(trueV, v, within);
            Assert.Equal(x, backX, 1e-6);
            Assert.Equal(y, backY, 1e-6);
        }
    }

    private static double Apart(AlignedPair pair) => pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => (double)Math.Abs(a - b)).Average();
}
