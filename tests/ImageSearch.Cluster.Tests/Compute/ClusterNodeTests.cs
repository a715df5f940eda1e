using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Publishing;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.Tests.Cells;
using Npgsql;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Cluster.Tests.Compute;

[Collection(PostgresGroup.Name)]
public sealed class ClusterNodeTests(PostgresServer server)
{
    private static readonly RowCopies NoCopies = new(0);

    /// <summary>The oracle is the file: the same answers, ties and removed images included.</summary>
    [PostgresTheory]
    [InlineData(IndexKind.Flat, 1)]
    [InlineData(IndexKind.Flat, 2)]
    [InlineData(IndexKind.Inverted, 3)]
    [InlineData(IndexKind.Inverted, 4)]
    public async Task Node_AnswersAsTheFile(IndexKind kind, int seed)
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile(110, kind);
        await cluster.PublishAsync();
        await using ClusterNode node = await cluster.NodeAsync();
        var random = new Random(seed);
        for (int generation = 2; generation < 6; generation++)
        {
            ImageIndex file = IndexFile.Open(cluster.FilePath);
            for (int change = 0; change < 4; change++)
            {
                // Of the same rows as others, so that distances tie; or new.
                file.Add(Samples.Image($"{generation}-{change}.jpg", CellSamples.Rows(random.Next(1, 200))), out _);
                file.Remove(random.Next(1, 110));
            }

            IndexFile.Save(file);
            await cluster.PublishAsync();
            await WaitForAsync(node, generation);
            AssertSameAnswers(IndexFile.Open(cluster.FilePath), node.Indexes[0].Open(NoCopies), random);
        }
    }

    [PostgresFact]
    public async Task DatabaseAway_SearchesGoOn_AndItIsSaid()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        await using ClusterNode node = await cluster.NodeAsync();
        ImageIndex served = node.Indexes[0].Open(NoCopies);
        Assert.True(node.Indexes[0].IsNewest(served));
        server.Stop();
        try
        {
            await Waits.UntilAsync(() => Record.Exception(() => node.Indexes[0].IsNewest(served)) is not null, "the node notices it");
            ClusterException stale = Assert.Throws<ClusterException>(() => node.Indexes[0].IsNewest(served));
            Assert.Equal(ErrorKind.ClusterUnavailable, stale.Kind);
            Assert.StartsWith("Since 20", stale.Message, StringComparison.Ordinal);
            AssertSameAnswers(IndexFile.Open(cluster.FilePath), node.Indexes[0].Open(NoCopies), new Random(1));
            ClusterException refused = await Assert.ThrowsAsync<ClusterException>(() => AddAsync(node, 600));
            Assert.Equal(ErrorKind.ClusterUnavailable, refused.Kind);

            // Another node starts now, of what its cache has; one without a cache waits.
            await node.DisposeAsync();
            await using ClusterNode again = await cluster.NodeAsync();
            AssertSameAnswers(IndexFile.Open(cluster.FilePath), again.Indexes[0].Open(NoCopies), new Random(1));
            Assert.Throws<ClusterException>(() => again.Indexes[0].IsNewest(again.Indexes[0].Open(NoCopies)));
            using var stop = new CancellationTokenSource();
            string? waits = null;
            Task<ClusterNode> empty = ClusterNode.StartAsync(cluster.Connection, cluster.At("empty"), [TestCluster.Index], t =>
                waits = t, null, stop.Token);
            await Waits.UntilAsync(() => waits is not null, "it waits");
            Assert.EndsWith("Waiting for it.", waits, StringComparison.Ordinal);
            server.Start();
            await using ClusterNode started = await empty;
            cluster.ChangeFile(500, removed: 3);

            // The first use of a connection that was cut off tells; the next one takes a new one.
            await Record.ExceptionAsync(() => cluster.Database.StoreAsync(CancellationToken.None));
            await cluster.PublishAsync();
            await WaitForAsync(again, 2);
            Assert.True(again.Indexes[0].IsNewest(again.Indexes[0].Open(NoCopies)));
        }
        finally
        {
            server.Start();
        }
    }

    [PostgresFact]
    public async Task StoreAway_WhatIsThereIsServed_AndTheNextIsTakenOnceItIsBack()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        await using ClusterNode node = await cluster.NodeAsync();
        cluster.ChangeFile(500, removed: 3);
        string away = cluster.At("away");
        await using (ClusterNode other = await cluster.NodeAsync("other"))
        {
            // The other one has what was there; the store goes before either could fetch what comes.
            await cluster.PublishAsync(store: new Moved(cluster, away));
            await Waits.UntilAsync(() => Record.Exception(() => node.Indexes[0].IsNewest(node.Indexes[0].Open(NoCopies))) is not null,
                "the node notices it");
            Assert.Equal(1, node.Indexes[0].Newest!.Generation.Generation);
            Assert.Equal(20, node.Indexes[0].Open(NoCopies).ImageCount);
        }

        Directory.Move(away, cluster.StoreFolder);
        await WaitForAsync(node, 2);
        AssertSameAnswers(IndexFile.Open(cluster.FilePath), node.Indexes[0].Open(NoCopies), new Random(1));
    }

    [PostgresFact]
    public async Task DamagedCache_IsNamed_AndFetchedAgain()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        await (await cluster.NodeAsync()).DisposeAsync();
        string[] cached = Directory.GetFiles(Path.Combine(cluster.At("cache"), TestCluster.Index));
        Assert.Equal(4, cached.Length);
        foreach (string path in cached)
        {
            byte[] bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        var told = new List<string>();
        await using ClusterNode node = await cluster.NodeAsync(tell: told.Add);
        Assert.Equal(3, told.Count(t => t.Contains("is damaged", StringComparison.Ordinal)));
        AssertSameAnswers(IndexFile.Open(cluster.FilePath), node.Indexes[0].Open(NoCopies), new Random(1));
    }

    [PostgresFact]
    public async Task IndexThatIsNotPublished_IsNotServed()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => cluster.NodeAsync());
        Assert.Equal(ErrorKind.IndexNotFound, error.Kind);
    }

    /// <summary>A node that takes no uploads needs to read, and no more.</summary>
    [PostgresFact]
    public async Task RoleThatReads_IsEnough_AndPublishesNothing()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        string schema = new NpgsqlConnectionStringBuilder(cluster.Connection).SearchPath!, reader = $"reader_{schema}";
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(cluster.Connection))
        {
            await using NpgsqlCommand grant = source.CreateCommand($"CREATE ROLE {reader} LOGIN; "
                + $"GRANT USAGE ON SCHEMA {schema} TO {reader}; GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {reader}");
            await grant.ExecuteNonQueryAsync();
        }

        string connection = new NpgsqlConnectionStringBuilder(cluster.Connection) { Username = reader }.ConnectionString;
        await using ClusterNode node = await ClusterNode.StartAsync(
            connection, cluster.At("cache"), [TestCluster.Index], _ => { }, null, CancellationToken.None);
        cluster.ChangeFile(500, removed: 3);
        await cluster.PublishAsync();
        await WaitForAsync(node, 2);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => AddAsync(node, 600));
        Assert.Contains("permission denied", error.Message, StringComparison.Ordinal);
    }

    /// <summary>What nodes added is not lost to a file that lacks it, unless that is meant; a file that was written of it and goes on has
    /// it.</summary>
    [PostgresFact]
    public async Task ChangesOfNodes_AreNotLostToAFile()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        await using ClusterNode node = await cluster.NodeAsync();
        await AddAsync(node, 600);
        Assert.Equal(2, node.Indexes[0].Newest!.Generation.Generation);
        cluster.ChangeFile(500, removed: 3);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => cluster.PublishAsync());
        Assert.Equal((ErrorKind.IndexChanged, true), (error.Kind, error.CanBeForced));

        await new Exporter(cluster.Database, cluster.Store).ExportAsync(TestCluster.Index, cluster.FilePath, true, CancellationToken.None);
        Assert.Equal(21, IndexFile.Open(cluster.FilePath).ImageCount);
        cluster.ChangeFile(500, removed: 3);
        Assert.Equal(3, (await cluster.PublishAsync())!.Generation);
        await AddAsync(node, 601);
        cluster.MakeFileAnew();
        Assert.Equal(5, (await cluster.PublishAsync(force: true))!.Generation);
        await WaitForAsync(node, 5);
        Assert.Equal(20, node.Indexes[0].Open(NoCopies).ImageCount);
    }

    private static Task<ImageIndex> AddAsync(ClusterNode node, int seed) => node.Indexes[0].ChangeAsync(
        index => index.Add(Samples.Image($"node{seed}.jpg", CellSamples.Rows(seed)), out _), NoCopies, TimeSpan.FromSeconds(30));

    private static Task WaitForAsync(ClusterNode node, long generation) => Waits.UntilAsync(
        () => node.Indexes[0].Newest!.Generation.Generation == generation, $"generation {generation} is there");

    private static void AssertSameAnswers(ImageIndex expected, ImageIndex actual, Random random)
    {
        Assert.Equal(expected.GetImages().Select(i => (i.Id, i.FullName, i.Sha256)),
            actual.GetImages().Select(i => (i.Id, i.FullName, i.Sha256)));
        for (int query = 0; query < 8; query++)
        {
            byte[] rows = CellSamples.Altered(CellSamples.Rows(random.Next(1, 200)), query);
            foreach (bool verify in new[] { true, false })
            {
                Assert.Equal(Answers(expected, rows, verify), Answers(actual, rows, verify));
            }
        }
    }

    private static IEnumerable<(int, long, int, double, double?, int?)> Answers(ImageIndex index, byte[] rows, bool verify) =>
        ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(Samples.Image("query.jpg", rows)),
            new SearchOptions { Verify = verify, MinimumVotes = 1, MaximumMatches = 50, MinimumConfidence = 0 })
        .Select(m => (m.Rank, m.Image.Id, m.Votes, m.Score, m.Confidence, m.Inliers));

    /// <summary>Publishes, and takes the store away before anybody is told.</summary>
    private sealed class Moved(TestCluster cluster, string away) : ImageSearch.Cluster.Objects.IObjectStore
    {
        public string Description => cluster.Store.Description;

        public async Task<bool> TryCreateAsync(string path, Func<Stream> content, CancellationToken cancel)
        {
            bool made = await cluster.Store.TryCreateAsync(path, content, cancel);
            if (path.Contains("/generation/", StringComparison.Ordinal))
            {
                Directory.Move(cluster.StoreFolder, away);
            }

            return made;
        }

        public Task<bool> TryReadAsync(string path, Stream target, CancellationToken cancel) =>
            cluster.Store.TryReadAsync(path, target, cancel);

        public Task DeleteAsync(string path, CancellationToken cancel) => cluster.Store.DeleteAsync(path, cancel);
    }
}
