using ImageSearch.Comparison.Pixels;
using ImageSearch.Geometry;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class FrameMapTests
{
    private const int Width = 400;
    private const int Height = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Invert_UndoesApply(int seed)
    {
        FrameMap map = Random(seed);
        foreach ((double x, double y) in Places())
        {
            (double u, double v) = map.Apply(x, y);
            (double backX, double backY) = map.Invert(u, v);
            Assert.Equal((x, y), (Math.Round(backX, 6), Math.Round(backY, 6)));
        }
    }

    /// <summary>Several points at once are the same points, to the last bit; 11 leave some over for any width of vectors.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void ApplyRow_SaysWhatApplySays(int seed, bool isBent)
    {
        FrameMap map = isBent ? Random(seed) : Random(seed) with { Bend = null };
        foreach (FrameMap tried in new[] { map, map with { Plane = new ImageTransform(0.9, -0.3, 7.5, 0.2, 1.1, -4.25) } })
        {
            double[] xs = new double[11], ys = new double[11];
            tried.ApplyRow(17, 5, 3, xs, ys);
            Assert.Equal(Enumerable.Range(0, 11).Select(i => tried.Apply(5 + (3 * i), 17)), xs.Zip(ys));
        }
    }

    [Fact]
    public void Invert_OfAPlaneWithoutInverse_IsNotANumber()
    {
        var flat = new FrameMap(new ImageTransform(1, 1, 0, 1, 1, 0), null, Width, Height);
        Assert.Equal((double.NaN, double.NaN), flat.Invert(3, 4));
    }

    /// <summary>Between other sizes of the same two images, the same places belong together.</summary>
    [Theory]
    [InlineData(1, 0.5, 0.5)]
    [InlineData(2, 2, 0.25)]
    [InlineData(3, 0.25, 1)]
    public void Sized_MapsTheSamePlaces(int seed, double frameScale, double imageScale)
    {
        FrameMap map = Random(seed);
        int width = (int)(Width * frameScale), height = (int)(Height * frameScale);
        ImageTransform toSized = FrameWarp.Sizes(800, 600, 800 * imageScale, 600 * imageScale),
            toFrame = FrameWarp.Sizes(Width, Height, width, height);
        FrameMap sized = map.Sized(width, height, toSized);
        Assert.Equal((width, height), (sized.Width, sized.Height));
        foreach ((double x, double y) in Places())
        {
            (double u, double v) = map.Apply(x, y);
            (double expectedX, double expectedY) = toSized.Apply(u, v);
            (double sx, double sy) = toFrame.Apply(x, y);
            (double actualX, double actualY) = sized.Apply(sx, sy);
            Assert.Equal(expectedX, actualX, 0.1 * imageScale);
            Assert.Equal(expectedY, actualY, 0.1 * imageScale);
        }
    }

    [Fact]
    public void ToWholePixels_OfWhatIsNearlyAShift_IsTheShift()
    {
        var map = new FrameMap(new ImageTransform(1.0005, 0, 17.1, 0, 0.9995, -4.9), null, Width, Height);
        FrameMap whole = Assert.IsType<FrameMap>(map.ToWholePixels());
        Assert.Equal(new ImageTransform(1, 0, 17, 0, 1, -5), whole.Plane);
        Assert.Null(whole.Bend);
    }

    [Theory]
    [InlineData(1.01, 0)]
    [InlineData(1, 0.5)]
    [InlineData(0.5, 0)]
    public void ToWholePixels_OfAnythingElse_IsNone(double scale, double x) =>
        Assert.Null(new FrameMap(new ImageTransform(scale, 0, x, 0, scale, 0), null, Width, Height).ToWholePixels());

    [Fact]
    public void ToWholePixels_OfABend_IsNone()
    {
        var plane = new FrameMap(ImageTransform.Identity, null, Width, Height);
        Assert.NotNull(plane.With([0, 0, 0, 0.2, 0, 0, 0, 0, 0, 0, 0, 0]).ToWholePixels());
        Assert.Null(plane.With([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]).ToWholePixels());
    }

    [Fact]
    public void IsIdentity_NeedsAPlainPlane()
    {
        var identity = new FrameMap(ImageTransform.Identity, null, Width, Height);
        Assert.True(identity.IsIdentity);
        Assert.False(identity.With(new double[FrameMap.Terms]).IsIdentity);
        Assert.False((identity with { Plane = ImageTransform.Mirror(Width) }).IsIdentity);
    }

    /// <summary>A view at an angle, with a bend of some pixels.</summary>
    private static FrameMap Random(int seed)
    {
        var random = new Random(seed);
        double Near(double value, double off) => value + (off * ((2 * random.NextDouble()) - 1));
        var plane = new ImageTransform(Near(2, 0.1), Near(0, 0.2), Near(20, 20), Near(0, 0.2), Near(2, 0.1), Near(-10, 20), Near(0, 2e-4),
            Near(0, 2e-4));
        return new FrameMap(plane, [.. Enumerable.Range(0, FrameMap.Terms).Select(_ => Near(0, 3))], Width, Height);
    }

    private static IEnumerable<(double X, double Y)> Places() =>
        from y in Enumerable.Range(0, 7)
        from x in Enumerable.Range(
            0, 7)
        select (x * Width / 6.0, y * Height / 6.0) into p
        select (Math.Round(p.Item1), Math.Round(p.Item2));
}
