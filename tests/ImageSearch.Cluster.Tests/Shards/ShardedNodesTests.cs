using System.Globalization;
using System.Net;
using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Members;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.Tests.Cells;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Cluster.Tests.Shards;

/// <summary>Nodes that share an index by Orleans over a real PostgreSQL: each has a part of the rows, and all answer as the file
/// does.</summary>
[Collection(PostgresGroup.Name)]
public sealed class ShardedNodesTests(PostgresServer server)
{
    private static readonly RowCopies NoCopies = new(0);

    [PostgresTheory]
    [InlineData(3, 1, IndexKind.Flat)]
    [InlineData(3, 2, IndexKind.Flat)]
    [InlineData(3, 1, IndexKind.Inverted)]
    [InlineData(2, 5, IndexKind.Flat)]
    [InlineData(1, 2, IndexKind.Flat)]
    public async Task Nodes_AnswerAsTheFile(int count, int replicas, IndexKind kind)
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster, kind);
        await cluster.PublishAsync();
        ClusterNode[] nodes = await StartAsync(cluster, count, replicas);
        try
        {
            AssertSame(cluster, nodes, seed: 1);
            await Waits.UntilAsync(() => nodes.All(n => Here(n).Count < Here(n).Of || replicas >= count), "no node has more than its part");
            Assert.InRange(nodes.Sum(n => Here(n).Count), Math.Min(replicas, count) * Here(nodes[0]).Of, int.MaxValue);

            cluster.ChangeFile(300, removed: 5);
            await cluster.PublishAsync();
            await SameGenerationAsync(cluster, nodes);
            AssertSame(cluster, nodes, seed: 2);
        }
        finally
        {
            await EndAsync(nodes);
        }
    }

    /// <summary>A node that joins takes its share, one that leaves leaves its own to others; what clients ask for meanwhile is
    /// answered.</summary>
    [PostgresFact]
    public async Task NodesThatComeAndGo_LeaveNothingUnanswered()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster, IndexKind.Flat);
        await cluster.PublishAsync();
        List<ClusterNode> nodes = [.. await StartAsync(cluster, 2, 2)];
        try
        {
            using var done = new CancellationTokenSource();
            Task<int> asking = Task.Run(() => Ask(cluster, nodes[0], done.Token));
            nodes.Add(await NodeAsync(cluster, 2, 2));
            await Waits.UntilAsync(() => Here(nodes[2]).Count > 0 && Here(nodes[2]).Count < Here(nodes[2]).Of, "the third has its share");
            AssertSame(cluster, [.. nodes], seed: 3);
            await nodes[1].DisposeAsync();
            nodes.RemoveAt(1);
            await Waits.UntilAsync(() => nodes.Sum(n => Here(n).Count) >= Here(nodes[0]).Of, "the others have all of it");
            AssertSame(cluster, [.. nodes], seed: 4);
            await done.CancelAsync();
            Assert.InRange(await asking, 1, int.MaxValue);
        }
        finally
        {
            await EndAsync([.. nodes]);
        }
    }

    /// <summary>Changes by several nodes at once: each is published once, and each node shows what was published.</summary>
    [PostgresFact]
    public async Task Nodes_ThatChangeTheIndex_LoseNothing()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster, IndexKind.Flat);
        await cluster.PublishAsync();
        ClusterNode[] nodes = await StartAsync(cluster, 3, 2);
        try
        {
            int before = nodes[0].Indexes[0].Open(NoCopies).ImageCount;
            await Task.WhenAll(nodes.Select((node, i) => Task.Run(async () =>
            {
                for (int change = 0; change < 3; change++)
                {
                    await node.Indexes[0].ChangeAsync(index => index.Add(
                        Samples.Image($"n{i}-{change}.jpg", CellSamples.Rows(1000 + (10 * i) + change)), out _), NoCopies,
                        TimeSpan.FromMinutes(1));
                }
            })));
            await Waits.UntilAsync(() => nodes.All(n => n.Indexes[0].Open(NoCopies).ImageCount == before + 9), "all have all");
            string path = cluster.At("exported.imgidx");
            await new ImageSearch.Cluster.Publishing.Exporter(cluster.Database, cluster.Store)
                .ExportAsync(TestCluster.Index, path, replace: false, CancellationToken.None);
            Array.ForEach(nodes, n => AssertSame(IndexFile.Open(path), n.Indexes[0].Open(NoCopies), new Random(5)));
        }
        finally
        {
            await EndAsync(nodes);
        }
    }

    /// <summary>Whoever has no certificate of the nodes' authority is no node, and gets no rows.</summary>
    [PostgresFact]
    public async Task WithCertificates_NodesAreThoseOfTheAuthority()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster, IndexKind.Flat);
        await cluster.PublishAsync();
        using var ours = new TestAuthority();
        using var others = new TestAuthority();
        ClusterNode[] nodes = await Task.WhenAll(
            NodeAsync(cluster, 0, 1, ours.Issue(cluster.At("one"))), NodeAsync(cluster, 1, 1, ours.Issue(cluster.At("two"))));
        try
        {
            await Waits.UntilAsync(() => nodes.All(n => Here(n).Count < Here(n).Of), "they share");
            AssertSame(cluster, nodes, seed: 6);
            await Assert.ThrowsAsync<ClusterException>(() => NodeAsync(cluster, 2, 1, others.Issue(cluster.At("three")), patience: 8));
            await Assert.ThrowsAsync<ClusterException>(() => NodeAsync(cluster, 3, 1, patience: 8));
            AssertSame(cluster, nodes, seed: 7);
        }
        finally
        {
            await EndAsync(nodes);
        }
    }

    private static void MakeFile(TestCluster cluster, IndexKind kind)
    {
        bool hasLists = kind == IndexKind.Inverted;
        cluster.MakeFile(hasLists ? 100 : 30);
        for (int seed = 0; seed < 12; seed++)
        {
            cluster.ChangeFile(200 + seed, removed: hasLists ? 0 : seed + 2);
        }

        if (hasLists)
        {
            // Lists for the segments that there are, and fresh ones without.
            IndexFile.Compact(IndexFile.Open(cluster.FilePath), IndexKind.Inverted);
            for (int seed = 0; seed < 6; seed++)
            {
                cluster.ChangeFile(240 + seed, removed: 20 + seed);
            }
        }
    }

    /// <summary>What a node cannot know of the others for a while keeps it from nothing; but one that finds another cluster in the
    /// database, which was restored, ends, and started again it is of that one.</summary>
    [PostgresFact]
    public async Task NodeOfARestoredDatabase_StartsAnew()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster, IndexKind.Flat);
        await cluster.PublishAsync();
        await using (ClusterNode node = await NodeAsync(cluster, 0, replicas: 1))
        {
            // As after a restore of a dump without these tables, before 'init'.
            await DoAsync(cluster, "ALTER TABLE member RENAME TO member_away; ALTER TABLE member_version RENAME TO version_away");
            cluster.ChangeFile(300, removed: 5);
            await cluster.PublishAsync();
            await SameGenerationAsync(cluster, [node]);
            await Waits.UntilAsync(() => Record.Exception(() => node.Indexes[0].IsNewest(node.Indexes[0].Open(NoCopies))) is null,
                "it is fresh");
            Assert.False(node.Ended.IsCompleted);

            await cluster.Database.InitAsync(cluster.StoreFolder, CancellationToken.None);
            string reason = await node.Ended.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Contains("has another cluster", reason, StringComparison.Ordinal);
            AssertSame(cluster, [node], seed: 1);
        }

        await using ClusterNode again = await NodeAsync(cluster, 0, replicas: 1);
        await Waits.UntilAsync(async () => (await NodeState.ReadAsync(cluster.Database, CancellationToken.None))
            .Any(n => n is { Name: "node0", State: "up" }), "it is up in the restored one");
        Assert.False(again.Ended.IsCompleted);
    }

    private static async Task DoAsync(TestCluster cluster, string sql)
    {
        await using Npgsql.NpgsqlDataSource source = Npgsql.NpgsqlDataSource.Create(cluster.Connection);
        await using Npgsql.NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<ClusterNode[]> StartAsync(TestCluster cluster, int count, int replicas)
    {
        ClusterNode[] nodes = await Task.WhenAll(Enumerable.Range(0, count).Select(i => NodeAsync(cluster, i, replicas)));
        await SameGenerationAsync(cluster, nodes);
        return nodes;
    }

    private static async Task<ClusterNode> NodeAsync(
        TestCluster cluster, int number, int replicas, NodeTls? tls = null, int patience = 60)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(patience));
        try
        {
            return await ClusterNode.StartAsync(cluster.Connection, cluster.At($"cache{number}"), [TestCluster.Index], _ => { },
                new NodePlace($"node{number}", new IPEndPoint(IPAddress.Loopback, PostgresServer.FreePort()), replicas, tls)
                {
                    KeptFor = TimeSpan.FromSeconds(1),
                }, stop.Token);
        }
        catch (OperationCanceledException e)
        {
            throw ClusterException.CannotJoin("test", $"{number}", e);
        }
    }

    private static async Task EndAsync(ClusterNode[] nodes)
    {
        foreach (ClusterNode node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static async Task SameGenerationAsync(TestCluster cluster, ClusterNode[] nodes)
    {
        long newest = IndexFile.Open(cluster.FilePath).Generation;
        await Waits.UntilAsync(() => nodes.All(n => n.Indexes[0].Open(NoCopies).Generation == newest), "all have what was published");
    }

    private static (int Count, int Of) Here(ClusterNode node)
    {
        PlacedSegment[] segments = node.Indexes[0].Open(NoCopies).Snapshot().Segments.ToArray();
        return (segments.Count(s => !s.Segment.IsElsewhere), segments.Length);
    }

    private static int Ask(TestCluster cluster, ClusterNode node, CancellationToken done)
    {
        ImageIndex file = IndexFile.Open(cluster.FilePath);
        int asked = 0;
        for (; !done.IsCancellationRequested; asked++)
        {
            AssertSame(file, node.Indexes[0].Open(NoCopies), new Random(asked), queries: 1);
        }

        return asked;
    }

    private static void AssertSame(TestCluster cluster, ClusterNode[] nodes, int seed) =>
        Array.ForEach(nodes, n => AssertSame(IndexFile.Open(cluster.FilePath), n.Indexes[0].Open(NoCopies), new Random(seed)));

    private static void AssertSame(ImageIndex expected, ImageIndex actual, Random random, int queries = 6)
    {
        Assert.Equal(expected.GetImages().Select(i => (i.Id, i.FullName, i.Sha256)),
            actual.GetImages().Select(i => (i.Id, i.FullName, i.Sha256)));
        IndexSnapshot whole = expected.Snapshot(), dealt = actual.Snapshot();
        for (int i = 0; i < queries; i++)
        {
            var options = new SearchOptions
            {
                Neighbours = random.Next(1, 9),
                Verify = random.Next(3) > 0,
                Exact = random.Next(4) == 0,
                IncludeMirrored = random.Next(3) == 0,
                MinimumVotes = random.Next(2) == 0 ? null : 1,
                MaximumMatches = random.Next(1, 60),
                MinimumConfidence = random.Next(2) == 0 ? 0 : 0.5,
                AmongIds = random.Next(3) > 0 ? null : whole.Entries.ToArray().Select(e => e.Image.Id).Where(_ => random.Next(2) == 0)
                    .Append(999).ToHashSet(),
            };
            long id = random.Next(3) == 0 ? whole.Entries[random.Next(whole.ImageCount)].Image.Id : 0;
            var image = Samples.Image("query.jpg", CellSamples.Altered(CellSamples.Rows(random.Next(1, 250)), random.Next()));
            Assert.Equal(Told(ImageSearcher.Search(whole, id > 0 ? ImageQuery.Of(whole, id) : ImageQuery.Of(image), options)),
                Told(ImageSearcher.Search(dealt, id > 0 ? ImageQuery.Of(dealt, id) : ImageQuery.Of(image), options)));
        }
    }

    private static string Told(IEnumerable<ImageMatch> matches) => string.Join('\n', matches.Select(m => string.Create(
        CultureInfo.InvariantCulture,
        $"{m.Rank} {m.Image.Id} {m.Votes} {m.Score:R} {m.IsMirrored} {m.Relation} {m.Confidence:R} {m.Inliers} "
        + $"{string.Join(',', m.Outline ?? [])}")));
}
