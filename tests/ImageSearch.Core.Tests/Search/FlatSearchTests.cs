using FsCheck;
using FsCheck.Fluent;
using ImageSearch.Kernels;
using ImageSearch.Search;

namespace ImageSearch.Tests.Search;

public sealed class FlatSearchTests
{
    public static TheoryData<int> Levels() => [.. Enum.GetValues<SimdLevel>().Select(l => (int)l)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Find_GivesTheOraclesNeighbours_OnEveryWidthAndThreadCount(int level)
    {
        var random = new Random(5);
        byte[][] images = [Samples.Rows(random, 300), Samples.Rows(random, 1, 2), Samples.Rows(random, 97, 3), Samples.Rows(random, 130, 2)];
        byte[] query = [.. Samples.Rows(random, 20), .. images[2][..1280], .. Samples.Rows(random, 10, 2)];
        IndexSnapshot snapshot = Samples.Index(images).Snapshot();
        foreach (int k in (int[])[1, 2, 5, 100, 1000])
        {
            Neighbour[][] expected = Oracle([.. images.SelectMany(i => i)], query, k);
            foreach (int threads in (int[])[1, 2, 3, 7])
            {
                Assert.Equal(expected, FlatSearch.Find(snapshot, query, k, 0, threads, (SimdLevel)level, default));
            }
        }
    }

    [Fact]
    public void Find_ReturnsTheLowerRow_OnTies()
    {
        byte[] row = Samples.Rows(new Random(1), 1);
        byte[] many = [.. Enumerable.Repeat(row, 500).SelectMany(r => r)];
        Neighbour[][] found = FlatSearch.Find(Samples.Index(many, many).Snapshot(), row, 7, 0, 3, SimdChoice.Level, default);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => new Neighbour(i, 0)), found[0]);
    }

    [Fact]
    public void Find_OfOppositeRows_IsTheLargestDistance()
    {
        Neighbour[][] found = FlatSearch.Find(
            Samples.Index(Enumerable.Repeat((byte)255, 128).ToArray()).Snapshot(), new byte[128], 1, 0, 1, SimdChoice.Level, default);
        Assert.Equal(128 * 255 * 255, found[0][0].SquaredDistance);
    }

    [Fact]
    public void Find_LeavesOutOneImage()
    {
        var random = new Random(2);
        byte[][] images = [Samples.Rows(random, 10), Samples.Rows(random, 90), Samples.Rows(random, 10)];
        Neighbour[][] found = FlatSearch.Find(Samples.Index(images).Snapshot(), images[1][..128], 1000, 2, 2, SimdChoice.Level, default);
        Assert.Equal(20, found[0].Length);
        Assert.DoesNotContain(found[0], n => n.Row is >= 10 and < 100);
    }

    [Fact]
    public void Find_InNothing_FindsNothing()
    {
        Assert.All(FlatSearch.Find(Samples.Index().Snapshot(), new byte[256], 5, 0, 2, SimdChoice.Level, default), Assert.Empty);
        Assert.Empty(FlatSearch.Find(Samples.Index(new byte[128]).Snapshot(), Array.Empty<byte>(), 5, 0, 2, SimdChoice.Level, default));
    }

    [Fact]
    public void Find_AfterRemovals_SkipsTheirRowsAndKeepsTheOrder()
    {
        var random = new Random(9);
        byte[][] images = [.. Enumerable.Range(0, 6).Select(_ => Samples.Rows(random, 50, 4))];
        ImageIndex index = Samples.Index(images);
        index.Remove(1);
        index.Remove(4);
        byte[] query = Samples.Rows(random, 8, 4);
        byte[][] left = [images[1], images[2], images[4], images[5]];
        int[] distances = [.. FlatSearch.Find(index.Snapshot(), query, 9, 0, 2, SimdChoice.Level, default).SelectMany(q => q.Select(n => n.SquaredDistance))];
        Assert.Equal(Oracle([.. left.SelectMany(i => i)], query, 9).SelectMany(q => q.Select(n => n.SquaredDistance)), distances);
    }

    [Fact]
    public void Find_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => FlatSearch.Find(Samples.Index(new byte[128]).Snapshot(), new byte[128], 1, 0, 1, SimdChoice.Level, cancel.Token));
    }

    [Fact]
    public void Find_OfAnyRows_IsTheOracle()
    {
        Gen<(int Rows, int Queries, int K, int Values, int Seed)> cases =
            from rows in Gen.Choose(1, 300)
            from queries in Gen.Choose(1, 6)
            from k in Gen.Choose(1, 40)
            from values in Gen.Elements(1, 2, 3, 256)
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select (rows, queries, k, values, seed);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var random = new Random(c.Seed);
            byte[] rows = Samples.Rows(random, c.Rows, c.Values), query = Samples.Rows(random, c.Queries, c.Values);
            Neighbour[][] found = FlatSearch.Find(Samples.Index(rows).Snapshot(), query, c.K, 0, 2, SimdChoice.Level, default);
            Neighbour[][] expected = Oracle(rows, query, c.K);
            return found.Length == expected.Length && found.Zip(expected, (f, e) => f.SequenceEqual(e)).All(same => same);
        }).QuickCheckThrowOnFailure();
    }

    private static Neighbour[][] Oracle(byte[] rows, byte[] query, int k) =>
        [.. Enumerable.Range(0, query.Length / 128).Select(q => Enumerable.Range(0, rows.Length / 128)
            .Select(r => new Neighbour(r, Enumerable.Range(0, 128).Sum(i => (query[(q * 128) + i] - rows[(r * 128) + i]) * (query[(q * 128) + i] - rows[(r * 128) + i]))))
            .Order().Take(k).ToArray())];
}
