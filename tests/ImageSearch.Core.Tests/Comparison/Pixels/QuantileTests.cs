using ImageSearch.Comparison.Pixels;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class QuantileTests
{
    /// <summary>The oracle sorts.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(7, 3)]
    [InlineData(1000, 5)]
    [InlineData(1000, 100_000)]
    public void At_IsWhatStandsThereOnceSorted(int count, int different)
    {
        var random = new Random(count + different);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(different))], sorted = [.. values.Order()];
        foreach (int place in (int[])[0, count / 3, count / 2, count - 1])
        {
            Assert.Equal(sorted[place], Quantile.At(values, place));
        }

        Assert.Equal(sorted, values.Order());
    }

    [Fact]
    public void At_OfSortedValues_AndOfTheirReverse_IsTheSame()
    {
        float[] rising = [.. Enumerable.Range(0, 501).Select(i => (float)i)], falling = [.. rising.Reverse()];
        Assert.Equal(250, Quantile.At(rising, 250));
        Assert.Equal(250, Quantile.At(falling, 250));
    }
}
