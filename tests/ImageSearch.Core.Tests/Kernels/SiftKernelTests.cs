using ImageSearch.Kernels;

namespace ImageSearch.Tests.Kernels;

/// <summary>Every width must give the bits of one lane, at every length around a vector's, and write nothing but a few floats past the end.</summary>
public sealed class SiftKernelTests
{
    private const int Longest = 70;
    private const int Room = 200;
    private static readonly SiftKernels Reference = SiftKernels.Of(SimdLevel.Scalar);

    public static TheoryData<int> Widths() => [(int)SimdLevel.Vector128, (int)SimdLevel.Vector256, (int)SimdLevel.Vector512];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Convolution_GivesTheScalarBits(int level)
    {
        float[] data = Noise(1, 12 * Longest);
        float[] weights = [0.4f, 0.2f, 0.07f, 0.03f];
        for (int width = 1; width <= Longest; width++)
        {
            (int, int)[] rows = [(3 * width, 3 * width), (2 * width, 4 * width), (width, 5 * width), (0, 6 * width)];
            Same(level, width, (kernels, result) => kernels.ConvolveDown(ref data[0], rows, weights, width, ref result[0]));
            Same(level, width, (kernels, result) => kernels.ConvolveAcross(ref data[3], weights, width, ref result[0]));
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
            float[][] planes = [.. Enumerable.Range(0, 3).Select(p => Enumerable.Range(0, 3 * Room).Select(_ => (float)random.Next(-3, p == 1 ? 5 : 4)).ToArray())];
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
        float[] plane = Noise(5, 3 * Room);
        var frame = new GradientFrame(7, 9, 0.11f, -0.07f, -0.125f);
        var grid = new ShareGrid(211.5f, 1.5f, 6, 8);
        for (int count = 1; count <= Longest; count++)
        {
            (float[][] Floats, int[][] Ints) expected = Samples(Reference, plane, count, frame, grid);
            (float[][] Floats, int[][] Ints) actual = Samples(SiftKernels.Of((SimdLevel)level), plane, count, frame, grid);
            Assert.All(expected.Floats.Zip(actual.Floats), pair => Assert.Equal(pair.First, pair.Second));
            Assert.All(expected.Ints.Zip(actual.Ints), pair => Assert.Equal(pair.First, pair.Second));
        }
    }

    private static int[] Scan(SiftKernels kernels, float[][] planes, int width)
    {
        var columns = new int[width];
        int count = kernels.ScanExtrema(ref planes[0][Room], ref planes[1][Room], ref planes[2][Room], width, 1, width - 1, 1, columns);
        return columns[..count];
    }

    private static (float[][] Floats, int[][] Ints) Samples(SiftKernels kernels, float[] plane, int count, in GradientFrame frame, in ShareGrid grid)
    {
        float[][] f = [.. Enumerable.Range(0, 9).Select(_ => new float[Room])];
        int[][] n = [new int[Room], new int[Room]];
        kernels.GradientRow(ref plane[1], ref plane[Room + 1], ref plane[(2 * Room) + 1], -12, 5, count, frame, ref f[0][0], ref f[1][0], ref f[2][0], ref f[3][0]);
        kernels.PlaceShares(
            new ShareArrays
            {
                Weights = ref f[0][0],
                Angles = ref f[1][0],
                Columns = ref f[2][0],
                Rows = ref f[3][0],
                Cells = ref n[0][0],
                Bins = ref n[1][0],
                Next = ref f[4][0],
                UpperLeft = ref f[5][0],
                UpperRight = ref f[6][0],
                LowerLeft = ref f[7][0],
                LowerRight = ref f[8][0],
            },
            count, grid);
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
