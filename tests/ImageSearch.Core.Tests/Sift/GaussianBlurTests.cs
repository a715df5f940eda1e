using ImageSearch.Kernels.Extraction;
using ImageSearch.Kernels.Simd;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Sift;

public sealed class GaussianBlurTests
{
    [Theory]
    [InlineData(0, 5, 0)]
    [InlineData(-1, 5, 1)]
    [InlineData(-4, 5, 4)]
    [InlineData(-5, 5, 3)]
    [InlineData(5, 5, 3)]
    [InlineData(9, 5, 1)]
    [InlineData(7, 1, 0)]
    [InlineData(3, 2, 1)]
    public void Mirror_DoesNotRepeatTheBorder(int i, int length, int expected) => Assert.Equal(expected, GaussianBlur.Mirror(i, length));

    [Theory]
    [InlineData(1, 1, 1.2, 1)]
    [InlineData(3, 2, 1.2, 1)]
    [InlineData(17, 9, 1.6, 1)]
    [InlineData(40, 33, 3.1, 1)]
    [InlineData(3, 2, 2.4, 2)]
    [InlineData(40, 33, 3.1, 2)]
    [InlineData(130, 41, 4.0, 4)]
    public void Apply_IsTheTwoDimensionalGaussian_AtItsStep(int width, int height, double sigma, int step)
    {
        var random = new Random(7);
        var source = new Plane();
        source.Resize(width, height);
        for (int i = 0; i < width * height; i++)
        {
            source.Row(i / width)[i % width] = random.Next(256);
        }

        Plane target = Blurred(new GaussianBlur(sigma, step, SiftKernels.Of(SimdChoice.Level)), source);
        int radius = (int)Math.Round(4 * sigma / step) * step;
        double total = 0;
        for (int i = -radius; i <= radius; i += step)
        {
            total += Math.Exp(-i * i / (2 * sigma * sigma));
        }

        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double sum = 0;
                for (int dy = -radius; dy <= radius; dy += step)
                {
                    for (int dx = -radius; dx <= radius; dx += step)
                    {
                        double weight = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma)) / (total * total);
                        sum += weight * source.Row(GaussianBlur.Mirror(y + dy, height))[GaussianBlur.Mirror(x + dx, width)];
                    }
                }

                Assert.Equal(sum, target.Row(y)[x], 0.001);
            }
        }
    }

    /// <summary>What is sampled at every second pixel of a plane that is smooth already must be what all its pixels give, to a fraction of
    /// a gray level.</summary>
    [Theory]
    [InlineData(2.54, 1.95)]
    [InlineData(3.2, 2.45)]
    [InlineData(4.03, 3.09)]
    public void Apply_AtAStep_DiffersLittle_OnAnEdgeThatIsSmoothAlready(double already, double sigma)
    {
        int step = GaussianBlur.StepFor(already);
        Assert.True(step > 1);
        SiftKernels kernels = SiftKernels.Of(SimdChoice.Level);
        Plane smooth = Blurred(new GaussianBlur(already, 1, kernels),
            [.. Enumerable.Range(0, 200).Select(i => i / 40 % 2 == 0 ? 0f : 255f)]);
        Plane every = Blurred(new GaussianBlur(sigma, 1, kernels), smooth), some = Blurred(new GaussianBlur(sigma, step, kernels), smooth);
        for (int x = 0; x < 200; x++)
        {
            Assert.Equal(every.Row(0)[x], some.Row(0)[x], 0.1);
        }
    }

    /// <summary>A pixel's value must not depend on whether it fell into a whole vector or into the rest of a row.</summary>
    [Fact]
    public void Apply_GivesTheSameBits_InVectorsAndInRests()
    {
        var random = new Random(3);
        float[] row = [.. Enumerable.Range(0, 64).Select(_ => (float)random.Next(256))];
        var blur = new GaussianBlur(1.6, 1, SiftKernels.Of(SimdChoice.Level));
        Plane wide = Blurred(blur, [.. row, .. row.Reverse()]);
        Plane narrow = Blurred(blur, [.. row, .. row.Reverse().Take(40)]);
        Assert.Equal(wide.Row(0)[..90], narrow.Row(0)[..90]);
    }

    private static Plane Blurred(GaussianBlur blur, float[] row)
    {
        var source = new Plane();
        source.Resize(row.Length, 1);
        row.CopyTo(source.Row(0));
        return Blurred(blur, source);
    }

    /// <summary>In two pieces: a row must not depend on the piece that it came in.</summary>
    private static Plane Blurred(GaussianBlur blur, Plane source)
    {
        var target = new Plane();
        target.Resize(source.Width, source.Height);
        blur.Apply(source, target, 0, source.Height / 3);
        blur.Apply(source, target, source.Height / 3, source.Height);
        return target;
    }
}
