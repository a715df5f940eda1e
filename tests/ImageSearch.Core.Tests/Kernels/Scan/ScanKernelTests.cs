using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Kernels.Simd;
using ImageSearch.Neighbours;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Kernels.Scan;

public sealed unsafe class ScanKernelTests
{
    private static readonly ScanKernels Reference = ScanKernels.Of(ScanLevel.Scalar);

    public static TheoryData<int> Levels() => [.. Enum.GetValues<ScanLevel>().Select(l => (int)l)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Distances_AreTheSumsOfSquares(int level)
    {
        var random = new Random(1);
        byte[] full = [.. Enumerable.Repeat((byte)255, 128)], rows = [.. Samples.Rows(random, 40), .. new byte[128], .. full];
        byte[][] queries = [Samples.Rows(random, 1), new byte[128], full, Samples.Rows(random, 1)];
        int[][] wanted = [[41, 3, 3], [], [40, 41, 17, 0], [5]];
        int[] listed = [.. wanted.SelectMany(w => w)], ends = [3, 3, 7, 8], distances = new int[8];
        fixed (byte* r = rows)
        fixed (int* l = listed, e = ends, d = distances)
        fixed (short* q = queries.SelectMany(query => query.Select(v => (short)v)).ToArray())
        {
            ScanKernels.Of((ScanLevel)level).Distances(r, l, e, q, queries.Length, d);
        }

        IEnumerable<int> expected = wanted.Zip(queries).SelectMany(pair => pair.First.Select(
            row => Enumerable.Range(0, 128).Sum(i => (rows[(row * 128) + i] - pair.Second[i]) * (rows[(row * 128) + i] - pair.Second[i]))));
        Assert.Equal(expected, distances);
    }

    /// <summary>Rows that fill whole blocks and do not, query rows that fill whole groups and do not, and the largest sums there
    /// are.</summary>
    [Theory]
    [MemberData(nameof(Levels))]
    public void DistancesOfAll_AreTheSumsOfSquares(int level)
    {
        ScanKernels kernels = ScanKernels.Of((ScanLevel)level);
        var random = new Random(2);
        byte[] full = [.. Enumerable.Repeat((byte)255, 128)], queries = [.. Samples.Rows(random, 4), .. new byte[128], .. full];
        foreach (int count in (int[])[1, 2, 7, 16, 33])
        {
            byte[] rows = [.. Samples.Rows(random, count - 1), .. count % 2 == 0 ? full : new byte[128]];
            int stride = kernels.Stride(count);
            var packed = new short[kernels.PackedShorts(count)];
            var distances = new int[6 * stride];
            fixed (byte* r = rows)
            fixed (short* p = packed, q = Array.ConvertAll(queries, v => (short)v))
            fixed (int* d = distances)
            {
                kernels.Pack(r, count, p);
                kernels.DistancesOfAll(p, count, q, 6, d, stride);
            }

            for (int i = 0; i < 6 * count; i++)
            {
                (int query, int row) = Math.DivRem(i, count);
                Assert.Equal(Enumerable.Range(0, 128).Sum(k => Square(rows[(row * 128) + k] - queries[(query * 128) + k])),
                    distances[(query * stride) + row]);
            }
        }
    }

    private static int Square(int value) => value * value;

    [Theory]
    [MemberData(nameof(Levels))]
    public void Sketches_AreTheSameOnEveryLevel(int level)
    {
        byte[] rows = Rows();
        Assert.Equal(Blocks(Reference, rows), Blocks(ScanKernels.Of((ScanLevel)level), rows));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Sieve_GivesTheReferencesBits(int level)
    {
        ScanKernels kernels = ScanKernels.Of((ScanLevel)level);
        byte[] rows = Rows(), query = [.. Samples.Rows(new Random(7), 5), .. rows[..256], .. new byte[128]];
        byte[] blocks = Blocks(Reference, rows);
        foreach (int squaredDistance in (int[])[0, 1000, 60_000, 1_000_000, 3_000_000, 128 * 255 * 255, int.MaxValue])
        {
            byte[] expected = Sieve(Reference, blocks, query, squaredDistance);
            Assert.Equal(expected, Sieve(kernels, blocks, query, squaredDistance));
            Assert.Contains(expected, b => b != 0);
        }
    }

    [Theory]
    [InlineData("Scalar", ScanLevel.Scalar)]
    [InlineData("vector128", ScanLevel.Vector128)]
    [InlineData("AvxVnni", ScanLevel.AvxVnni)]
    public void Choose_FollowsTheName(string named, object level) => Assert.Equal((ScanLevel)level, ScanChoice.Choose(named));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("77")]
    [InlineData("fast")]
    public void Choose_OfNothingKnown_IsNotTheReference(string? named)
    {
        Assert.NotEqual(ScanLevel.Scalar, ScanChoice.Choose(named));
        Assert.NotEqual(SimdLevel.Scalar, SimdChoice.Choose(named));
    }

    [Theory]
    [InlineData("Scalar", SimdLevel.Scalar)]
    [InlineData("Vector256", SimdLevel.Vector256)]
    public void ChooseOfSift_FollowsTheName(string named, object level) => Assert.Equal((SimdLevel)level, SimdChoice.Choose(named));

    private static byte[] Rows()
    {
        var random = new Random(3);
        return [.. Samples.Rows(random, 30), .. Samples.Rows(random, 5, 2), .. new byte[128], .. Enumerable.Repeat((byte)255, 128),
            .. Samples.Rows(random, 6, 60)];
    }

    private static byte[] Blocks(ScanKernels kernels, byte[] rows)
    {
        var blocks = new byte[Sketch.Bytes(rows.Length / 128)];
        fixed (byte* r = rows, b = blocks)
        {
            Sketch.Write(kernels, r, rows.Length / 128, b, 0);
        }

        return blocks;
    }

    private static byte[] Sieve(ScanKernels kernels, byte[] blocks, byte[] query, int squaredDistance)
    {
        var queries = new QueryRows(kernels, query);
        var masks = new byte[queries.Count * ScanLayout.MaskBytes];
        int[] limits = [.. Enumerable.Range(0, queries.Count).Select(q => queries.SieveLimit(q, squaredDistance))];
        fixed (byte* b = blocks, m = masks)
        fixed (int* l = limits)
        {
            kernels.Sieve(b, blocks.Length / ScanLayout.BlockBytes, queries.Packed(0), l, queries.Count, m);
        }

        return masks;
    }
}
