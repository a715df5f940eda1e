using ImageSearch.Comparison.Pixels;
using ImageSearch.Features;
using ImageSearch.Geometry;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class WholeViewTests
{
    private static readonly DescribedImage First = Frames.Sized(640, 426);

    /// <summary>An estimate that is somewhat off leads to the transform that lays the edges of the one exactly on those of the
    /// other.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Near_FindsEveryOrientation_Exactly(int orientation)
    {
        DescribedImage second = orientation > 4 ? Frames.Sized(213, 320) : Frames.Sized(320, 213);
        ImageTransform truth = Oriented(orientation, second);
        ImageTransform estimate = new ImageTransform(1.01, 0.008, 2, -0.006, 0.99, -3).After(truth);
        ImageTransform found = Assert.IsType<ImageTransform>(WholeView.Near(First, second, estimate));
        Assert.All(found.Outline(640, 426).Zip(truth.Outline(640, 426)), p =>
        {
            Assert.Equal(p.Second.X, p.First.X, 1e-9);
            Assert.Equal(p.Second.Y, p.First.Y, 1e-9);
        });
        Assert.True(WholeView.IsExact(First, second, found));
        Assert.False(WholeView.IsExact(First, second, estimate));
    }

    [Fact]
    public void Near_OfACrop_IsNone()
    {
        Assert.Null(WholeView.Near(First, Frames.Sized(640, 426), new ImageTransform(1.3, 0, -60, 0, 1.3, -50)));
        Assert.Null(WholeView.Near(First, Frames.Sized(400, 300), new ImageTransform(1, 0, -100, 0, 1, -60)));
    }

    [Theory]
    [InlineData(640, 426)]
    [InlineData(320, 213)]
    [InlineData(321, 214)]
    [InlineData(1000, 666)]
    public void Upright_TakesSidesThatWereRounded(int width, int height)
    {
        DescribedImage second = Frames.Sized(width, height);
        ImageTransform upright = Assert.IsType<ImageTransform>(WholeView.Upright(First, second, isMirrored: false));
        AssertNear((-0.5, -0.5), upright.Apply(-0.5, -0.5));
        AssertNear((width - 0.5, height - 0.5), upright.Apply(639.5, 425.5));
        ImageTransform mirrored = Assert.IsType<ImageTransform>(WholeView.Upright(First, second, isMirrored: true));
        AssertNear((width - 0.5, -0.5), mirrored.Apply(-0.5, -0.5));
        Assert.True(mirrored.IsMirrored);
    }

    [Theory]
    [InlineData(640, 480)]
    [InlineData(426, 640)]
    [InlineData(320, 220)]
    public void Upright_OfAnotherShape_IsNone(int width, int height) =>
        Assert.Null(WholeView.Upright(First, Frames.Sized(width, height), isMirrored: false));

    /// <summary>By where the top left corner comes, and the edges from there to the right and down: edges, not the middles of pixels, lie
    /// upon each other.</summary>
    private static ImageTransform Oriented(int orientation, DescribedImage second)
    {
        (double width, double height) = (second.Width, second.Height);
        double[] corners = orientation switch
        {
            1 => [0, 0, width, 0, 0, height],
            2 => [width, 0, -width, 0, 0, height],
            3 => [width, height, -width, 0, 0, -height],
            4 => [0, height, width, 0, 0, -height],
            5 => [0, 0, 0, height, width, 0],
            6 => [width, 0, 0, height, -width, 0],
            7 => [width, height, 0, -height, -width, 0],
            _ => [0, height, 0, -height, width, 0],
        };
        (double m11, double m21) = (corners[2] / First.Width, corners[3] / First.Width);
        (double m12, double m22) = (corners[4] / First.Height, corners[5] / First.Height);
        return new ImageTransform(m11, m12, corners[0] - 0.5 + (0.5 * (m11 + m12)), m21, m22, corners[1] - 0.5 + (0.5 * (m21 + m22)));
    }

    private static void AssertNear((double X, double Y) expected, (double X, double Y) actual)
    {
        Assert.Equal(expected.X, actual.X, 1e-9);
        Assert.Equal(expected.Y, actual.Y, 1e-9);
    }
}
