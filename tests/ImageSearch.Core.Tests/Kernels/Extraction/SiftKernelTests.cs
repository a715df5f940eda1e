using ImageSearch.Kernels.Extraction;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Tests.Kernels.Extraction;

/// <summary>Every width must give the bits of one lane, at every length around a vector's, and write nothing but a few floats past the
/// end.</summary>
public sealed class SiftKernelTests
{
    private const int Longest = 70;
    private const int Room = 300;
    private static readonly SiftKernels Reference = SiftKernels.Of(SimdLevel.Scalar);

    public static TheoryData<int> Widths() => [(int)SimdLevel.Vector128, (int)SimdLevel.Vector256, (int)SimdLevel.Vector512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Convolution_GivesTheScalarBits(int level)
    {
        float[] data = Noise(1, 12 * Longest);
        float[] weights = [0.4f, 0.2f, 0.07f, 0.03f], down = Noise(6, 7 * SiftKernels.DownRows);
        for (int width = 1; width <= Longest; width++)
        {
            int[] rows = [.. Enumerable.Range(0, 7).Select(i => i * width)];
            Same(level, width, (kernels, result) => kernels.ConvolveAcross(ref data[3], weights, 1, width, ref result[0]));
            Same(level, width, (kernels, result) => kernels.ConvolveAcross(ref data[6], weights, 2, width, ref result[0]));
            Same(level, 2 * width, (kernels, result) =>
                kernels.ConvolveAcrossDoubling(ref data[1], weights.AsSpan(..3), width, ref result[0]));
            Same(level, width, (kernels, result) => kernels.Halve(ref data[0], width, ref result[0]));
            for (int row = 0; row < SiftKernels.DownRows; row++)
            {
                Same(level, width, (kernels, result) =>
                {
                    var all = new float[SiftKernels.DownRows * Room];
                    kernels.ConvolveDown(ref data[0], rows, down, width, ref all[0], Room);
                    all.AsSpan(row * Room, width).CopyTo(result);
                });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Subtract_GivesTheScalarBits(int level)
    {
        float[] a = Noise(2, Room), b = Noise(3, Room);
        for (int length = 1; length <= Longest; length++)
        {
            Same(level, length, (kernels, result) => kernels.Subtract(ref a[0], ref b[0], ref result[0], length));
        }
    }

    /// <summary>Rows of few values, so that there are ties.</summary>
    [Theory]
    [MemberData(nameof(Widths))]
    public void ScanExtrema_FindsTheScalarColumns(int level)
    {
        var random = new Random(4);
        int found = 0;
        for (int run = 0; run < 300; run++)
        {
            int width = random.Next(3, Longest);
            float[][] planes = [.. Enumerable.Range(0, 3)
                .Select(p => Enumerable.Range(0, 3 * Room).Select(_ => (float)random.Next(-3, p == 1 ? 5 : 4)).ToArray())];
            int[] expected = Scan(Reference, planes, width), actual = Scan(SiftKernels.Of((SimdLevel)level), planes, width);
            Assert.Equal(expected, actual);
            found += expected.Length;
        }

        Assert.True(found > 100);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void GradientsAndShares_GiveTheScalarBits(int level)
    {
        float[] plane = Noise(5, Room * Room);
        for (int radius = 1; radius <= 20; radius++)
        {
            var frame = new GradientFrame(0.11f, -0.07f, -0.125f, -radius, radius - 1, -radius, radius, 2.5f);
            (float[][] Floats, int[][] Ints) expected = Samples(Reference, plane, frame);
            (float[][] Floats, int[][] Ints) actual = Samples(SiftKernels.Of((SimdLevel)level), plane, frame);
            Assert.All(expected.Floats.Zip(actual.Floats), pair => Assert.Equal(pair.First, pair.Second));
            Assert.All(expected.Ints.Zip(actual.Ints), pair => Assert.Equal(pair.First, pair.Second));
        }
    }

    /// <summary>Every sample lies in the reach, but for rounding, and none in reach is left out.</summary>
    [Fact]
    public void GatherGradients_TakesThePixelsWithinReach()
    {
        float[] plane = Noise(7, Room * Room);
        var frame = new GradientFrame(0.2f, 0.1f, -1, -30, 30, -30, 30, 2.5f);
        (float[][] floats, _) = Samples(Reference, plane, frame);
        int inside = 0;
        for (int dy = -30; dy <= 30; dy++)
        {
            for (int dx = -30; dx <= 30; dx++)
            {
                inside += Math.Abs((dx * 0.2) + (dy * 0.1)) < 2.499 && Math.Abs((dy * 0.2) - (dx * 0.1)) < 2.499 ? 1 : 0;
            }
        }

        Assert.All(floats[2].Concat(floats[3]), at => Assert.True(Math.Abs(at) < 2.501));
        Assert.InRange(floats[0].Length, inside, inside + 30);
        Assert.True(inside > 300);
    }

    private static int[] Scan(SiftKernels kernels, float[][] planes, int width)
    {
        var columns = new int[width];
        int count = kernels.ScanExtrema(ref planes[0][Room], ref planes[1][Room], ref planes[2][Room], width, 1, width - 1, 1, columns);
        return columns[..count];
    }

    private static (float[][] Floats, int[][] Ints) Samples(SiftKernels kernels, float[] plane, in GradientFrame frame)
    {
        const int Most = 4000;
        float[][] f = [.. Enumerable.Range(0, 10).Select(_ => new float[Most])];
        int[][] n = [new int[Most], new int[Most], new int[Most]];
        var samples = new SampleRefs { X = ref f[0][0], Y = ref f[1][0], Columns = ref f[2][0], Rows = ref f[3][0] };
        int count = kernels.GatherGradients(ref plane[((Room / 2) * Room) + (Room / 2)], Room, 1, frame, samples);
        Assert.InRange(count, 0, Most - SiftKernels.SpareFloats);
        var shares = new WeightArrays
        {
            Cells = ref n[0][0],
            Bins = ref n[1][0],
            Next = ref f[4][0],
            UpperLeft = ref f[5][0],
            UpperRight = ref f[6][0],
            LowerLeft = ref f[7][0],
            LowerRight = ref f[8][0],
        };
        kernels.PlaceWeights(samples, count, frame.PerSquare, new HistogramGrid(211.5f, 4, 8), shares);
        kernels.PlaceDirections(samples, count, frame.PerSquare, 36, ref f[9][0], ref n[2][0]);
        Assert.All(n[2][..count], bin => Assert.InRange(bin, 0, 35));
        Assert.All(n[0][..count], cell => Assert.InRange(cell, 0, ((6 * 4) + 4) * 8));
        return ([.. f.Select(a => a[..count])], [.. n.Select(a => a[..count])]);
    }

    private static void Same(int level, int length, Action<SiftKernels, float[]> run)
    {
        var expected = new float[Room];
        var actual = new float[Room];
        Array.Fill(actual, float.Pi);
        run(Reference, expected);
        run(SiftKernels.Of((SimdLevel)level), actual);
        Assert.Equal(expected[..length], actual[..length]);
        Assert.All(actual[(length + SiftKernels.SpareFloats)..], v => Assert.Equal(float.Pi, v));
    }

    private static float[] Noise(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 300) - 20)];
    }
}
