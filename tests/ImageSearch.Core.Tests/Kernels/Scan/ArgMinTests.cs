using System.Numerics;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Tests.Kernels.Scan;

public sealed class ArgMinTests
{
    /// <summary>Every length around a vector's; few different values, so that ties are many.</summary>
    public static TheoryData<int> Lengths { get; } = [.. Enumerable.Range(1, (3 * Vector<int>.Count) + 2), 500];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void IndexOf_IsTheFirstOfTheLeast(int length)
    {
        var random = new Random(length);
        for (int round = 0; round < 50; round++)
        {
            int[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(4) == 0 ? int.MaxValue : random.Next(6))];
            int best = 0;
            for (int i = 1; i < length; i++)
            {
                best = values[i] < values[best] ? i : best;
            }

            Assert.Equal(best, ArgMin.Of(values));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Keep_TakesWhatIsLess(int length)
    {
        var random = new Random(length);
        int[] least = new int[length], rowOf = new int[length];
        Array.Fill(least, int.MaxValue);
        int[] expected = [.. least], expectedRows = [.. rowOf];
        for (int row = 1; row <= 20; row++)
        {
            int[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(30))];
            ArgMin.Keep(values, row, least, rowOf);
            for (int i = 0; i < length; i++)
            {
                (expected[i], expectedRows[i]) = values[i] < expected[i] ? (values[i], row) : (expected[i], expectedRows[i]);
            }

            Assert.Equal(expected, least);
            Assert.Equal(expectedRows, rowOf);
        }
    }
}
