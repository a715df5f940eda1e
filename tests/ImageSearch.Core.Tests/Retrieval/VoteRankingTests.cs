using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Retrieval;

public sealed class VoteRankingTests
{
    private static readonly SearchOptions Lenient = new(MinimumVotes: 1) { Verify = false };

    private static readonly IndexSnapshot Snapshot = Samples.Index(new byte[10 * 128], new byte[10 * 128], new byte[10 * 128]).Snapshot();

    [Fact]
    public void Rank_GivesAnImageOneVoteAQueryRow()
    {
        Neighbour[][] neighbours = [[new(0, 1), new(1, 2), new(10, 3)], [new(2, 1), new(3, 1), new(4, 9)]];
        IReadOnlyList<ImageMatch> matches = VoteRanking.Rank(Snapshot, neighbours, Lenient);
        Assert.Equal([(1, 1L, 2, 100.0), (2, 2L, 1, 50.0)], matches.Select(m => (m.Rank, m.Image.Id, m.Votes, m.Score)));
    }

    [Fact]
    public void Rank_OnEqualVotes_PutsTheNearerFirst_ThenTheLowerId()
    {
        Neighbour[][] neighbours = [[new(0, 5), new(10, 4), new(20, 5)]];
        Assert.Equal([2L, 1L, 3L], VoteRanking.Rank(Snapshot, neighbours, Lenient).Select(m => m.Image.Id));
    }

    [Fact]
    public void Rank_KeepsToMinimumVotesAndMaximumMatches()
    {
        Neighbour[][] neighbours =
            [.. Enumerable.Range(0, 5).Select(i => i < 4 ? new Neighbour[] { new(0, 1), new(10, 1) } : [new(0, 1), new(20, 1)])];
        Assert.Equal([1L], VoteRanking.Rank(Snapshot, neighbours, new SearchOptions()).Select(m => m.Image.Id));
        Assert.Equal([1L, 2L], VoteRanking.Rank(Snapshot, neighbours, Lenient with { MaximumMatches = 2 }).Select(m => m.Image.Id));
        Assert.Empty(VoteRanking.Rank(Snapshot, neighbours, new SearchOptions(MinimumVotes: 6)));
    }

    [Theory]
    [InlineData(0, 5, 5, 0)]
    [InlineData(1001, 5, 5, 0)]
    [InlineData(5, 0, 5, 0)]
    [InlineData(5, 5, 0, 0)]
    [InlineData(5, 5, 5, -1)]
    public void Options_OutOfRange_AreRefused(int k, int votes, int matches, int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ImageSearcher.Search(Snapshot, ImageQuery.OfDescriptors(new byte[128]), new SearchOptions(k, votes, matches, threads)));

    [Fact]
    public void Find_OfBrokenRows_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ImageSearcher.Search(Snapshot, ImageQuery.OfDescriptors(new byte[127]), Lenient));

    [Fact]
    public void Find_ById_LeavesTheImageOut()
    {
        Assert.Equal([2L, 3L], ImageSearcher.Search(Snapshot, ImageQuery.Of(Snapshot, 1), Lenient with { Neighbours = 1000 })
            .Select(m => m.Image.Id).Order());
        Assert.Equal(ErrorKind.ImageNotFound,
            Assert.Throws<ImageException>(() => ImageSearcher.Search(Snapshot, ImageQuery.Of(Snapshot, 77), Lenient)).Kind);
    }

    [Fact]
    public void Find_AmongIds_FindsOnlyThose()
    {
        var options = Lenient with { Neighbours = 1000, AmongIds = new HashSet<long> { 3, 2, 99 } };
        Assert.Equal([2L, 3L], ImageSearcher.Search(Snapshot, ImageQuery.OfDescriptors(new byte[128]), options)
            .Select(m => m.Image.Id).Order());
        Assert.Equal([3L], ImageSearcher.Search(Snapshot, ImageQuery.Of(Snapshot, 2), options).Select(m => m.Image.Id));
        Assert.Empty(ImageSearcher.Search(Snapshot, ImageQuery.OfDescriptors(new byte[128]),
            Lenient with { AmongIds = new HashSet<long>() }));
    }

    private static string Answer(IReadOnlyList<ImageMatch> matches) =>
        string.Join(';', matches.Select(m => $"{m.Rank} {m.Image.Id} {m.Votes} {m.Score}"));
}
