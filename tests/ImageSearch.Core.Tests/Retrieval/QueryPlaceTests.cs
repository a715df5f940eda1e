using ImageSearch.Comparison;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Retrieval;

/// <summary>In which part of the query a match lies: of a collage each of its pictures in its own.</summary>
public sealed class QueryPlaceTests
{
    private static readonly string Folder = Path.Combine(TestData.Tests, "data", "lookalikes", "collage-smaller-than-sources");
    private static readonly ImageDescriber Describer = new(IndexSettings.Default);
    private static readonly IndexSnapshot Snapshot = MakeIndex();

    [Fact]
    public void Search_TellsWhereEachPictureOfACollageLies() => Assert.Equal(
        [("source0.jpg", ImagePlace.UpperLeft), ("source1.jpg", ImagePlace.UpperRight)],
        Find("collage.jpg").Select(m => (Path.GetFileName(m.Image.Path), m.QueryPlace!.Value)).Order());

    [Theory]
    [InlineData(ImagePlace.UpperLeft, "source0.jpg")]
    [InlineData(ImagePlace.UpperRight, "source1.jpg")]
    [InlineData(ImagePlace.AllOver, null)]
    public void Search_ReturnsWhatLiesInThePartsThatAreAskedFor_RankedAnew(ImagePlace place, string? file)
    {
        foreach (bool pixels in (bool[])[false, true])
        {
            IReadOnlyList<ImageMatch> found = Find("collage.jpg", new SearchOptions(MaximumMatches: 1)
            {
                QueryPlaces = new HashSet<ImagePlace> { place },
                ComparePixels = pixels,
            });
            Assert.Equal(file is null ? [] : [(1, file)], found.Select(m => (m.Rank, Path.GetFileName(m.Image.Path))));
        }
    }

    [Fact]
    public void Search_OfAnIndexedFile_LiesAllOver() => Assert.Equal(ImagePlace.AllOver, Find("source0.jpg")[0].QueryPlace);

    [Fact]
    public void Search_ByVotesAlone_KnowsNoPlace() =>
        Assert.All(Find("collage.jpg", new SearchOptions { Verify = false }), m => Assert.Null(m.QueryPlace));

    /// <summary>The image is asked about, though it has nothing in common with the query.</summary>
    [Fact]
    public void QueryPlace_OfNothing_IsNone() => Assert.Null(
        (Find("source0.jpg")[0] with { Comparison = new ImageComparison(ImageRelation.None, 0.1) }).QueryPlace);

    private static IReadOnlyList<ImageMatch> Find(string file, SearchOptions? options = null) =>
        ImageSearcher.Search(Snapshot, ImageQuery.Of(Describer.Describe(Path.Combine(Folder, file))), options ?? new SearchOptions());

    private static IndexSnapshot MakeIndex()
    {
        var index = new ImageIndex(IndexSettings.Default);
        index.Add(Describer.Describe(Path.Combine(Folder, "source0.jpg")), out _);
        index.Add(Describer.Describe(Path.Combine(Folder, "source1.jpg")), out _);
        return index.Snapshot();
    }
}
