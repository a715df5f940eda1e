using System.Net;
using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Members;
using ImageSearch.Cluster.Publishing;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.Tests.Cells;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Cluster.Tests.Shards;

/// <summary>Nodes that serve different indexes: each index is dealt out over those that serve it. So another index comes to a cluster as
/// everything does, node by node.</summary>
[Collection(PostgresGroup.Name)]
public sealed class ServedIndexesTests(PostgresServer server)
{
    private const string More = "more";

    private static readonly RowCopies NoCopies = new(0);

    [PostgresFact]
    public async Task IndexThatComesNodeByNode_IsServedFromTheFirstOn()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        for (int seed = 0; seed < 8; seed++)
        {
            cluster.ChangeFile(200 + seed, removed: seed + 2);
        }

        await cluster.PublishAsync();
        await new Publisher(cluster.Database, cluster.Store).PublishFileAsync(More, cluster.FilePath, false, CancellationToken.None);
        ClusterNode[] nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => StartAsync(cluster, i)));
        try
        {
            for (int i = 0; i < 3; i++)
            {
                await nodes[i].DisposeAsync();
                nodes[i] = await StartAsync(cluster, i, More);

                // One row lies on one node: whoever serves the index has all of it among them.
                await Waits.UntilAsync(() => nodes[..(i + 1)].Sum(n => Here(n, 1)) >= 9, "those that serve it have it");
                Array.ForEach(nodes[..(i + 1)], n => AssertSame(cluster, n.Indexes[1]));
                Array.ForEach(nodes, n => AssertSame(cluster, n.Indexes[0]));
            }

            await Waits.UntilAsync(() => nodes.Sum(n => Here(n, 1)) == 9, "each has its share alone");
            Array.ForEach(nodes, n => AssertSame(cluster, n.Indexes[1]));
        }
        finally
        {
            foreach (ClusterNode node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static async Task<ClusterNode> StartAsync(TestCluster cluster, int number, params string[] indexes)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var place = new NodePlace($"node{number}", new IPEndPoint(IPAddress.Loopback, PostgresServer.FreePort()), 1, null)
        {
            KeptFor = TimeSpan.FromSeconds(1),
        };
        return await cluster.NodeAsync($"cache{number}", place: place, cancel: patience.Token, indexes: indexes);
    }

    private static int Here(ClusterNode node, int index) =>
        node.Indexes[index].Open(NoCopies).Snapshot().Segments.ToArray().Count(s => !s.Segment.IsElsewhere);

    private static void AssertSame(TestCluster cluster, ClusterIndex index)
    {
        IndexSnapshot file = IndexFile.Open(cluster.FilePath).Snapshot(), dealt = index.Open(NoCopies).Snapshot();
        for (int seed = 200; seed < 204; seed++)
        {
            ImageQuery query = ImageQuery.Of(Samples.Image("query.jpg", CellSamples.Altered(CellSamples.Rows(seed), seed)));
            var options = new SearchOptions { MinimumVotes = 1, Verify = false };
            Assert.Equal(ImageSearcher.Search(file, query, options).Select(m => (m.Image.Id, m.Votes)),
                ImageSearcher.Search(dealt, query, options).Select(m => (m.Image.Id, m.Votes)));
        }
    }
}
