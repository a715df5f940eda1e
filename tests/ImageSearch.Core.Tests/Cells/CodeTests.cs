using ImageSearch.Cells;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Cells;

/// <summary>Codes of rows and what is estimated by them.</summary>
public sealed unsafe class CodeTests
{
    public static TheoryData<int> Levels() => [.. Enum.GetValues<ScanLevel>().Select(l => (int)l)];

    [Fact]
    public void Rotation_KeepsLengthsAndAngles()
    {
        byte[] rows = Samples.Rows(new Random(1), 20);
        int[][] vectors = [.. Enumerable.Range(0, 20).Select(r => rows.AsSpan(r * 128, 128).ToArray().Select(v => v - 128).ToArray())];
        int[][] rotated = [.. vectors.Select(Rotated)];
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < 20; j++)
            {
                Assert.Equal(Product(vectors[i], vectors[j]) * CodeRotation.Factor * CodeRotation.Factor, Product(rotated[i], rotated[j]));
            }
        }
    }

    /// <summary>What lies along one axis lies along all of them afterwards.</summary>
    [Fact]
    public void Rotation_SpreadsEveryAxis()
    {
        for (int axis = 0; axis < 128; axis++)
        {
            var one = new int[128];
            one[axis] = 1;
            Assert.All(Rotated(one), v => Assert.InRange(Math.Abs(v), 0, 24));
            Assert.True(Rotated(one).Count(v => v != 0) > 60);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Estimates_AreTheSameOnEveryLevel(int level)
    {
        byte[] rows = CellSamples.Rows(1, 100), centre = CellSamples.Rows(2, 1), query = CellSamples.Rows(3, 1);
        Assert.Equal(Estimates(ScanKernels.Of(ScanLevel.Scalar), rows, centre, query, 20_000),
            Estimates(ScanKernels.Of((ScanLevel)level), rows, centre, query, 20_000));
    }

    /// <summary>Without bias, and as near as 128 signs can be: the error's deviation is about 0.57 / sqrt(128) of what the query row's and
    /// the row's distances from the centre are, times two.</summary>
    [Fact]
    public void Estimates_AreNearTheDistances()
    {
        byte[] rows = CellSamples.Rows(1, 2000), centre = CellSamples.Rows(2, 1);
        List<double> errors = [];
        for (int seed = 10; seed < 20; seed++)
        {
            byte[] query = CellSamples.Rows(seed, 1);
            (float Estimate, bool)[] estimates = Estimates(ScanKernels.Best, rows, centre, query, float.MaxValue);
            for (int row = 0; row < 2000; row++)
            {
                ReadOnlySpan<byte> values = rows.AsSpan(row * 128, 128);
                double scale = 2 * Math.Sqrt((double)Distance(values, centre) * Distance(query, centre));
                errors.Add((estimates[row].Estimate - Distance(values, query)) / scale);
            }
        }

        Assert.InRange(errors.Average(), -0.01, 0.01);
        Assert.InRange(Math.Sqrt(errors.Average(e => e * e)), 0.01, 0.075);
    }

    /// <summary>A row that is the centre has nothing to be turned; one that is the query is near.</summary>
    [Fact]
    public void Estimates_OfEqualRows_AreSmall()
    {
        byte[] centre = CellSamples.Rows(2, 1), query = CellSamples.Rows(3, 1);
        int apart = Distance(centre, query);
        Assert.InRange(Estimates(ScanKernels.Best, centre, centre, query, float.MaxValue)[0].Estimate, apart * 0.99, apart * 1.01);
        Assert.InRange(Estimates(ScanKernels.Best, query, centre, query, float.MaxValue)[0].Estimate, apart * -0.05, apart * 0.05);
    }

    private static (float Estimate, bool IsWithin)[] Estimates(ScanKernels kernels, byte[] rows, byte[] centre, byte[] query, float limit)
    {
        int count = rows.Length / 128, blocks = (int)CodeLayout.Blocks(count);
        AlignedMemory memory = ListBuilder.NewBlocks(blocks);
        byte* tables = stackalloc byte[CodeLayout.TableBytes];
        float[] estimates = new float[blocks * CodeLayout.BlockRows];
        uint[] masks = new uint[blocks];
        fixed (byte* r = rows, c = centre, q = query)
        fixed (float* e = estimates)
        fixed (uint* m = masks)
        {
            for (int row = 0; row < count; row++)
            {
                RowCode.Write(r + (row * 128), c, (uint)row, default, memory.Start + (row / 32 * CodeLayout.BlockBytes), row % 32);
            }

            ListBuilder.FillUp(memory.Start, count, blocks);
            CodeQuery inCell = RowCode.Query(q, c, tables);
            kernels.Estimate(memory.Start, blocks, inCell, limit, e, m);
        }

        GC.KeepAlive(memory);
        for (int place = count; place < blocks * 32; place++)
        {
            Assert.Equal(0u, (masks[place / 32] >> (place % 32)) & 1);
        }

        return [.. Enumerable.Range(0, count).Select(i => (estimates[i], ((masks[i / 32] >> (i % 32)) & 1) == 1))];
    }

    private static int[] Rotated(int[] values)
    {
        int[] used = [.. values], rotated = new int[128];
        fixed (int* from = used, to = rotated)
        {
            CodeRotation.Run(from, to);
        }

        return rotated;
    }

    private static long Product(int[] a, int[] b) => a.Zip(b).Sum(p => (long)p.First * p.Second);

    private static int Distance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
