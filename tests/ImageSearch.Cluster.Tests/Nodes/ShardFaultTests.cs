using System.Net;
using ImageSearch.Cluster.Members;
using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Shards;
using ImageSearch.Cluster.Tests.Shards;
using ImageSearch.Cluster.Truth;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Storage;
using ImageSearch.Storage.Sealed;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>Nodes that share an index, as real processes over a real PostgreSQL, to which things happen. Two of three have each
/// row.</summary>
[Collection(PostgresGroup.Name)]
public sealed class ShardFaultTests(PostgresServer server)
{
    private const int Stop = 19, Continue = 18;

    /// <summary>The oracle is 'serve' over the file: the same answers to the byte of their JSON.</summary>
    [PostgresFact]
    public async Task Nodes_AnswerAsServeOverTheFile()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster);
        await cluster.PublishAsync();
        using var single = new ServedProcess($"{TestCluster.Index}={cluster.FilePath}");
        using var authority = new TestAuthority();
        NodeProcess[] nodes = [.. Enumerable.Range(0, 3).Select(i => NodeProcess.Sharded(cluster, i, replicas: 1, authority))];
        try
        {
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Start())));
            foreach (string options in new[] { "", "?pairs=true&maximumMatches=50", "?verify=false&minimumVotes=1", "?comparePixels=true",
                "?includeMirrored=true", "?thorough=true" })
            {
                string expected = await NodeAnswers.SearchAsync(single.Client, options: options);
                foreach (NodeProcess node in nodes)
                {
                    Assert.Equal(expected, await NodeAnswers.SearchAsync(node.Client, options: options));
                }
            }

            foreach (string route in new[] { "/images", "/images/1", "/images/1/similar", "/duplicates" })
            {
                string path = $"api/v1/indexes/{TestCluster.Index}{route}";
                foreach (HttpClient client in (HttpClient[])[single.Client, .. nodes.Select(n => n.Client)])
                {
                    await Waits.UntilAsync(async () => (await client.GetAsync(path)).StatusCode == HttpStatusCode.OK, route);
                }

                foreach (NodeProcess node in nodes)
                {
                    Assert.Equal(NodeAnswers.WithoutTimes(await single.Client.GetStringAsync(path)),
                        NodeAnswers.WithoutTimes(await node.Client.GetStringAsync(path)));
                }
            }
        }
        finally
        {
            Array.ForEach(nodes, n => n.Dispose());
        }
    }

    /// <summary>Clients search and one publishes, while nodes are killed, stopped and woken, and ended: every answer is whole, and that of
    /// a generation that was published; a node that others took for dead ends itself, and comes back.</summary>
    [PostgresFact]
    public async Task NodesThatAreKilledAndStopped_NoAnswerIsWrong_AndNoneIsMissing()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster);
        await cluster.PublishAsync();
        NodeProcess[] nodes = [.. Enumerable.Range(0, 3).Select(i => NodeProcess.Sharded(cluster, i, replicas: 2))];
        try
        {
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Start())));
            using var done = new CancellationTokenSource();
            var right = new HashSet<string> { await NodeAnswers.SearchAsync(nodes[0].Client) };

            // Node 0 goes through all of it and is asked all the time; the others fall and rise.
            Task<HashSet<string>>[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskAsync(nodes[0], done.Token)))];
            nodes[1].Kill();
            right.Add(await PublishAsync(cluster, nodes[0], "Dragonfly"));
            await Task.Run(() => nodes[1].Start());
            nodes[2].Signal(Stop);
            right.Add(await PublishAsync(cluster, nodes[0], "Fossa"));
            await Task.Delay(TimeSpan.FromSeconds(10));
            nodes[2].Signal(Continue);
            await Waits.UntilAsync(() => nodes[2].HasEnded, "a node that was taken for dead ends itself");
            await Task.Run(() => nodes[2].Start());
            await nodes[1].EndAsync();
            right.Add(await PublishAsync(cluster, nodes[2], "Wine"));
            await Task.Run(() => nodes[1].Start());
            await NodeAnswers.CheckAsync(cluster, nodes, clients, done, right);
        }
        finally
        {
            Array.ForEach(nodes, n => n.Dispose());
        }
    }

    /// <summary>The database goes, and then a node too: the others go on, and say that what they have may be old.</summary>
    [PostgresFact]
    public async Task WithoutTheDatabase_AndANode_SearchesGoOn()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster);
        await cluster.PublishAsync();
        NodeProcess[] nodes = [.. Enumerable.Range(0, 3).Select(i => NodeProcess.Sharded(cluster, i, replicas: 2))];
        try
        {
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Start())));
            string right = await NodeAnswers.SearchAsync(nodes[0].Client);
            Assert.Equal(["node0 up", "node1 up", "node2 up"], (await NodeState.ReadAsync(cluster.Database, CancellationToken.None))
                .Select(n => $"{n.Name} {n.State}"));
            await Waits.UntilAsync(async () => await NodeAnswers.SearchAsync(nodes[1].Client) == right, "they answer alike");
            server.Stop();
            try
            {
                string metrics = await nodes[0].Client.GetStringAsync("metrics");
                Assert.Contains("imagesearch_cluster_nodes{index=\"photos\"} 3\n", metrics, StringComparison.Ordinal);
                Assert.Contains("imagesearch_cluster_shards{index=\"photos\"} 8\n", metrics, StringComparison.Ordinal);
                Assert.Contains("imagesearch_cluster_failures_total{index=\"photos\"} 0\n", metrics, StringComparison.Ordinal);
                nodes[2].Kill();
                Assert.Equal(right, await NodeAnswers.SearchAsync(nodes[0].Client));
                Assert.Equal(right, await NodeAnswers.SearchAsync(nodes[1].Client));
                await Waits.UntilAsync(async () => (await nodes[0].Client.GetStringAsync("health/ready")).Contains(
                    "not fresh (ClusterUnavailable)", StringComparison.Ordinal), "the node says that it is not fresh");
            }
            finally
            {
                server.Start();
            }

            await Waits.UntilAsync(async () => await nodes[0].Client.GetStringAsync("health/ready") == "ready", "the node is fresh again");
            await Task.Run(() => nodes[2].Start());
            Assert.Equal(right, await NodeAnswers.SearchAsync(nodes[2].Client));
        }
        finally
        {
            Array.ForEach(nodes, n => n.Dispose());
        }
    }

    /// <summary>Two nodes of three are gone at once, and with them both copies of some rows: that is what the answer says, and not
    /// something else, until the third has fetched them.</summary>
    [PostgresFact]
    public async Task AllNodesWithSomeRowsGone_IsSaid_UntilOthersHaveThem()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster);
        await cluster.PublishAsync();
        int first = await WithoutAllAsync(cluster);
        NodeProcess[] nodes = [.. Enumerable.Range(first, 3).Select(i => NodeProcess.Sharded(cluster, i % 3, replicas: 2))];
        try
        {
            // Last of all: a node that is alone for a moment takes all rows, and keeps them for a while.
            await Task.WhenAll(nodes[1..].Select(n => Task.Run(() => n.Start())));
            await Task.Run(() => nodes[0].Start());
            string right = await NodeAnswers.SearchAsync(nodes[0].Client);

            // While the store is away, what is gone cannot be fetched: else it is, on a quick machine, before anybody has asked.
            string away = cluster.StoreFolder + "-away";
            Directory.Move(cluster.StoreFolder, away);
            nodes[1].Kill();
            nodes[2].Kill();
            using (HttpResponseMessage refused = await NodeAnswers.SendAsync(nodes[0].Client))
            {
                string said = await refused.Content.ReadAsStringAsync();
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.Contains("ClusterUnavailable", said, StringComparison.Ordinal);
                Assert.Contains("nodes that do not answer now", said, StringComparison.Ordinal);
            }

            Directory.Move(away, cluster.StoreFolder);
            await Waits.UntilAsync(async () =>
            {
                using HttpResponseMessage answer = await NodeAnswers.SendAsync(nodes[0].Client);
                return answer.IsSuccessStatusCode;
            }, "it has fetched what the others had");
            Assert.Equal(right, await NodeAnswers.SearchAsync(nodes[0].Client));
        }
        finally
        {
            Array.ForEach(nodes, n => n.Dispose());
        }
    }

    /// <summary>Several commits, so that there are several shards.</summary>
    internal static void MakeFile(TestCluster cluster)
    {
        var index = new ImageIndex(IndexSettings.Default);
        var describer = new ImageDescriber(IndexSettings.Default);
        foreach (string photo in new[] { "Bridge", "Kleiber", "free", "greentock", "sunset", "umang", "Picture_0B", "Picture_1A" })
        {
            index.Add(describer.Describe(TestData.Photo(photo)), out _);
            IndexFile.Save(index, cluster.FilePath);
        }
    }

    /// <summary>The number of a node of three that is not to have all shards, where two have each: chance may deal all to one.</summary>
    private static async Task<int> WithoutAllAsync(TestCluster cluster)
    {
        PublishedGeneration newest = Assert.Single(await cluster.Database.IndexesAsync(CancellationToken.None)).Newest!;
        byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(cluster.StoreFolder, newest.Manifest.Path));
        string[] shards = [.. Manifest.FromBytes(TestCluster.Index, bytes).Blocks.Where(b => b.Kind == BlockKind.Segment)
            .Select(b => b.Sha256)];
        return Enumerable.Range(0, 3).First(i =>
            shards.Any(s => ShardOwners.Order(TestCluster.Index, s, ["node0", "node1", "node2"])[2] == $"node{i}"));
    }

    /// <summary>Publishes one more photograph.</summary>
    /// <returns>The answer to the query from now on.</returns>
    private static async Task<string> PublishAsync(TestCluster cluster, NodeProcess node, string photo)
    {
        ImageIndex index = IndexFile.Open(cluster.FilePath);
        index.Add(new ImageDescriber(index.Settings).Describe(TestData.Photo(photo)), out _);
        IndexFile.Save(index);
        await cluster.PublishAsync();
        long newest = IndexFile.Open(cluster.FilePath).Generation;
        await Waits.UntilAsync(async () => await node.GenerationAsync() == newest, "the node has what was published");
        return await NodeAnswers.SearchAsync(node.Client);
    }

    private static async Task<HashSet<string>> AskAsync(NodeProcess node, CancellationToken done)
    {
        var seen = new HashSet<string>();
        while (!done.IsCancellationRequested)
        {
            seen.Add(await NodeAnswers.SearchAsync(node.Client));
        }

        return seen;
    }
}
