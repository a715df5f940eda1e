using FsCheck;
using FsCheck.Fluent;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Neighbours;

public sealed class ExactNearestNeighboursTests
{
    public static TheoryData<int> Levels() => [.. Enum.GetValues<ScanLevel>().Select(l => (int)l)];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Find_GivesTheOraclesNeighbours_OnEveryWidthAndThreadCount(int level)
    {
        var random = new Random(5);
        byte[][] images = [Samples.Rows(random, 300), Samples.Rows(random, 1, 2), Samples.Rows(random, 97, 3),
            Samples.Rows(random, 130, 2)];
        byte[] query = [.. Samples.Rows(random, 20), .. images[2][..1280], .. Samples.Rows(random, 10, 2)];
        IndexSnapshot snapshot = Samples.Index(images).Snapshot();
        foreach (int k in (int[])[1, 2, 5, 100, 1000])
        {
            Neighbour[][] expected = Oracle([.. images.SelectMany(i => i)], query, k);
            foreach (int threads in (int[])[1, 2, 3, 7])
            {
                Assert.Equal(expected, ExactNearestNeighbours.Nearest(
                    SearchScope.All(snapshot), query, k, threads, ScanKernels.Of((ScanLevel)level), default));
            }
        }
    }

    [Fact]
    public void Find_ReturnsTheLowerRow_OnTies()
    {
        byte[] row = Samples.Rows(new Random(1), 1);
        byte[] many = [.. Enumerable.Repeat(row, 500).SelectMany(r => r)];
        Neighbour[][] found = NearestSearch.Run(SearchScope.All(Samples.Index(many, many).Snapshot()), row,
            new NearestOptions(7, 3), default);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => new Neighbour(i, 0)), found[0]);
    }

    [Fact]
    public void Find_OfOppositeRows_IsTheLargestDistance()
    {
        Neighbour[][] found = NearestSearch.Run(
            SearchScope.All(Samples.Index(Enumerable.Repeat((byte)255, 128).ToArray()).Snapshot()), new byte[128],
            new NearestOptions(1), default);
        Assert.Equal(128 * 255 * 255, found[0][0].SquaredDistance);
    }

    [Fact]
    public void Find_LeavesOutOneImage()
    {
        var random = new Random(2);
        byte[][] images = [Samples.Rows(random, 10), Samples.Rows(random, 90), Samples.Rows(random, 10)];
        Neighbour[][] found = Search(Samples.Index(images).Snapshot(), images[1][..128], 1000, id => id != 2);
        Assert.Equal(20, found[0].Length);
        Assert.DoesNotContain(found[0], n => n.Row is >= 10 and < 100);
    }

    [Fact]
    public void Find_InNothing_FindsNothing()
    {
        Assert.All(NearestSearch.Run(SearchScope.All(Samples.Index().Snapshot()), new byte[256], new NearestOptions(5), default),
            Assert.Empty);
        Assert.Empty(NearestSearch.Run(SearchScope.All(Samples.Index(new byte[128]).Snapshot()), Array.Empty<byte>(),
            new NearestOptions(5), default));
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
        int[] distances = [.. NearestSearch.Run(SearchScope.All(index.Snapshot()), query, new NearestOptions(9), default)
            .SelectMany(q => q.Select(n => n.SquaredDistance))];
        Assert.Equal(Oracle([.. left.SelectMany(i => i)], query, 9).SelectMany(q => q.Select(n => n.SquaredDistance)), distances);
    }

    [Fact]
    public void Find_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => NearestSearch.Run(SearchScope.All(Samples.Index(new byte[128]).Snapshot()), new byte[128], new NearestOptions(1, 1),
                cancel.Token));
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
            Neighbour[][] found = NearestSearch.Run(SearchScope.All(Samples.Index(rows).Snapshot()), query,
                new NearestOptions(c.K, 2), default);
            Neighbour[][] expected = Oracle(rows, query, c.K);
            return found.Length == expected.Length && found.Zip(expected, (f, e) => f.SequenceEqual(e)).All(same => same);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Rows near the query, rows like the query, rows all alike, so that the sieve rules out some, none, all.</summary>
    [Fact]
    public void Find_InClusters_IsTheOracle()
    {
        var random = new Random(12);
        byte[] centre = Samples.Rows(random, 1), zero = new byte[128], full = [.. Enumerable.Repeat((byte)255, 128)];
        byte[][] clusters = [.. Enumerable.Range(0, 6).Select(_ => Samples.Rows(random, 1))];
        byte[] rows = [.. clusters.SelectMany(c => Enumerable.Range(0, 300).SelectMany(_ => Near(random, c, 30))),
            .. Enumerable.Range(0, 300).SelectMany(_ => centre), .. zero, .. full, .. Samples.Rows(random, 300)];
        byte[] query = [.. centre, .. zero, .. full, .. Near(random, clusters[0], 30), .. clusters[5], .. Samples.Rows(random, 4),
            .. rows[..512]];
        IndexSnapshot snapshot = Samples.Index(rows).Snapshot();
        foreach (int k in (int[])[1, 5, 100, 1000])
        {
            Assert.Equal(Oracle(rows, query, k), NearestSearch.Run(SearchScope.All(snapshot), query, new NearestOptions(k, 2), default));
        }
    }

    [Fact]
    public void Find_OfManyQueryRows_IsTheOracle_OverParts()
    {
        var random = new Random(13);
        byte[] rows = Samples.Rows(random, 40), query = Samples.Rows(random, 8200);
        Assert.Equal(Oracle(rows, query, 2),
            NearestSearch.Run(SearchScope.All(Samples.Index(rows).Snapshot()), query, new NearestOptions(2), default));
    }

    [Fact]
    public void Find_OverSegmentsAndFilters_IsTheOracleOfTheRowsLeft()
    {
        var random = new Random(15);
        byte[][] images = [.. Enumerable.Range(0, 90).Select(i => Samples.Rows(random, 1 + (i * 7 % 60), 30))];
        ImageIndex index = Samples.Index(images);
        IndexSnapshot snapshot = index.Snapshot();
        Assert.True(snapshot.Segments.Length > 1);
        byte[] query = Samples.Rows(random, 9, 30);
        foreach (Func<long, bool> wanted in (Func<long, bool>[])[id => id % 2 == 0, id => id == 90, id => id > 40, _ => false])
        {
            (long Row, byte[] Bytes)[] left = [.. images.Index().Where(i => wanted(i.Index + 1)).SelectMany(i =>
                Enumerable.Range(0, i.Item.Length / 128)
                .Select(r => (snapshot.Entries[i.Index].FirstRow + r, i.Item[(r * 128)..((r * 128) + 128)])))];
            Neighbour[][] expected = [.. Oracle([.. left.SelectMany(l => l.Bytes)], query, 12)
                .Select(q => q.Select(n => n with { Row = left[n.Row].Row }).ToArray())];
            Assert.Equal(expected, Search(snapshot, query, 12, wanted));
        }
    }

    private static byte[] Near(Random random, byte[] row, int far) =>
        [.. row.Select(v => (byte)Math.Clamp(v + random.Next(-far, far + 1), 0, 255))];

    private static Neighbour[][] Search(IndexSnapshot snapshot, byte[] query, int k, Func<long, bool> wanted) =>
        ExactNearestNeighbours.Nearest(new SearchScope(snapshot, wanted), query, k, 2, ScanKernels.Best, default);

    private static Neighbour[][] Oracle(byte[] rows, byte[] query, int k) =>
        [.. Enumerable.Range(0, query.Length / 128).Select(q => Enumerable.Range(0, rows.Length / 128)
            .Select(r => new Neighbour(r, Enumerable.Range(0, 128)
                .Sum(i => (query[(q * 128) + i] - rows[(r * 128) + i]) * (query[(q * 128) + i] - rows[(r * 128) + i]))))
            .Order().Take(k).ToArray())];
}
