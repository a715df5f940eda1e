using ImageSearch.Kernels;

namespace ImageSearch.Tests.Kernels;

public sealed class DotKernelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(64)]
    public void EveryWidth_GivesTheScalarIntegers(int rows)
    {
        var random = new Random(rows);
        foreach (int kind in Enumerable.Range(0, 4))
        {
            short[] query = [.. Enumerable.Range(0, 128).Select(_ => Lane(random, kind))];
            short[] data = [.. Enumerable.Range(0, rows * 128).Select(_ => Lane(random, kind))];
            int[] expected = Products<ScalarDot>(query, data, rows);
            Assert.Equal(expected, Products<Vector128Dot>(query, data, rows));
            Assert.Equal(expected, Products<Vector256Dot>(query, data, rows));
            Assert.Equal(expected, Products<Vector512Dot>(query, data, rows));
        }
    }

    [Fact]
    public void Scalar_OfLargestRows_IsExact() =>
        Assert.Equal([128 * 255 * 255], Products<ScalarDot>(Enumerable.Repeat((short)255, 128).ToArray(), Enumerable.Repeat((short)255, 128).ToArray(), 1));

    [Theory]
    [InlineData("Scalar", SimdLevel.Scalar)]
    [InlineData("vector128", SimdLevel.Vector128)]
    [InlineData("Vector512", SimdLevel.Vector512)]
    public void Choose_FollowsTheName(string named, object level) => Assert.Equal((SimdLevel)level, SimdChoice.Choose(named));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("77")]
    [InlineData("fast")]
    public void Choose_OfNothingKnown_IsAVectorWidth(string? named) => Assert.NotEqual(SimdLevel.Scalar, SimdChoice.Choose(named));

    private static short Lane(Random random, int kind) => kind switch { 0 => 0, 1 => 255, 2 => (short)(random.Next(2) * 255), _ => (short)random.Next(256) };

    private static int[] Products<TDot>(short[] query, short[] rows, int count)
        where TDot : IDotKernel
    {
        var products = new int[count];
        TDot.Products(query, rows, products);
        return products;
    }
}
