using ImageSearch.Index;
using ImageSearch.Retrieval;

namespace ImageSearch.Tests.Retrieval;

public sealed class KindWordsTests
{
    [Fact]
    public void Words_SayWhatSearchesFind()
    {
        Assert.Equal("compares all rows", KindWords.Of(IndexKind.Flat, null));
        Assert.Equal("compares all rows, as it has no lists yet", KindWords.Of(IndexKind.Inverted, null));
        Assert.Equal("finds 83 of 100 nearest rows, 4 cells visited", KindWords.Of(IndexKind.Inverted, Lists(256, 213)));
        Assert.Equal("finds 99 of 100 nearest rows, 4 cells visited", KindWords.Of(IndexKind.Inverted, Lists(256, 255)));
        Assert.Equal("looks for near rows in its lists", KindWords.Of(IndexKind.Inverted, Lists(0, 0)));
        Assert.Equal("compares all rows, as its lists are damaged",
            KindWords.Of(IndexKind.Inverted, new ListSummary(256, 10_000, 256, 213, "a bit is wrong", false)));
    }

    [Fact]
    public void Recall_IsAShare_OfWhatWasAskedFor()
    {
        Assert.Equal(0.75, KindWords.Recall(Lists(256, 192)));
        Assert.Null(KindWords.Recall(Lists(0, 0)));
    }

    [Fact]
    public void Advice_IsForManyRowsOfTheKindFlatAlone()
    {
        Assert.Null(KindWords.Advice(IndexKind.Flat, 4_999_999, null));
        Assert.StartsWith("This index has 5,000,000 rows", KindWords.Advice(IndexKind.Flat, 5_000_000, null), StringComparison.Ordinal);
        Assert.Null(KindWords.Advice(IndexKind.Inverted, 5_000_000, Lists(256, 213)));
        Assert.Null(KindWords.Advice(new ImageIndex(IndexSettings.Default)));
    }

    [Fact]
    public void Advice_IsForListsThatAreOutgrown() => Assert.StartsWith("This index has many more rows than when its cells were chosen",
        KindWords.Advice(IndexKind.Inverted, 90_000, new ListSummary(256, 10_000, 256, 213, null, true)), StringComparison.Ordinal);

    private static ListSummary Lists(int asked, int found) => new(256, 10_000, asked, found, null, false);
}
