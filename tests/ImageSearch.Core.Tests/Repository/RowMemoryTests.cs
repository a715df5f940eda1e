using ImageSearch.Benchmarks;

namespace ImageSearch.Tests.Repository;

/// <summary>A benchmark that cannot measure says so.</summary>
public sealed class RowMemoryTests
{
    [Theory]
    [InlineData(820_000, false, 179.3)]
    [InlineData(820_000, true, null)]
    [InlineData(1000, false, null)]
    public void BytesARow_AreToldOfManyRowsThatWereRead_Alone(long rows, bool isMadeHere, double? expected) =>
        Assert.Equal(expected, RowMemory.BytesARow(50_000_000, 50_000_000 + (long)(179.3 * rows), rows, isMadeHere));
}
