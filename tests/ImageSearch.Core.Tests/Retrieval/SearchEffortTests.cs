using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;

namespace ImageSearch.Tests.Retrieval;

public sealed class SearchEffortTests
{
    [Theory]
    [InlineData("Low", 1)]
    [InlineData("normal", 4)]
    [InlineData("HIGH", 16)]
    [InlineData("Highest", 64)]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("-1", -1)]
    [InlineData("1,024", null)]
    [InlineData("4.5", null)]
    [InlineData("most", null)]
    [InlineData("", null)]
    public void Read_TakesNamesAndWholeNumbers(string text, int? cells) => Assert.Equal(cells, SearchEffort.Read(text));

    [Fact]
    public void Names_AreEffortsThatMayBeAskedFor_OneOfThemTheUsual()
    {
        Assert.All(SearchEffort.Named.Values, cells => Assert.True(SearchOptions.EffortRange.Has(cells)));
        Assert.Equal(new SearchOptions().Effort, SearchEffort.Named["Normal"]);
        Assert.Equal("Low (1), Normal (4), High (16), Highest (64)", SearchEffort.Words);
    }

    [Theory]
    [InlineData(IndexKind.Flat, false, false, null)]
    [InlineData(IndexKind.Flat, true, false, null)]
    [InlineData(IndexKind.Flat, false, true, "has no cells")]
    [InlineData(IndexKind.Inverted, false, true, null)]
    [InlineData(IndexKind.Inverted, true, false, null)]
    [InlineData(IndexKind.Inverted, true, true, "visits no cells")]
    public void Refusal_IsOfAnEffortWithoutEffect(IndexKind kind, bool isExact, bool isNamed, string? why)
    {
        string? refusal = SearchEffort.Refusal(new ImageIndex(IndexSettings.Default, kind), new SearchOptions { Exact = isExact }, isNamed);
        Assert.Equal(why is not null, refusal?.Contains(why!, StringComparison.Ordinal) == true);
        Assert.Equal(why is null, refusal is null);
    }

    /// <summary>While there are no lists all rows are compared, which a device does.</summary>
    [Fact]
    public void Refusal_IsNotOfADevice_WhereThereAreNoLists() => Assert.Null(SearchEffort.Refusal(
        new ImageIndex(IndexSettings.Default, IndexKind.Inverted), new SearchOptions { Device = SearchDevice.Cuda }, isNamed: false));
}
