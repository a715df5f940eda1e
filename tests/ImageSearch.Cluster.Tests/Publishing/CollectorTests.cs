using ImageSearch.Cluster.Publishing;
using ImageSearch.Storage;

namespace ImageSearch.Cluster.Tests.Publishing;

[Collection(PostgresGroup.Name)]
public sealed class CollectorTests(PostgresServer server)
{
    [PostgresFact]
    public async Task Collect_KeepsTheNewest_AndWhatWasNewestAWhileAgo()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        cluster.ChangeFile(500, removed: 3);
        IndexFile.Compact(IndexFile.Open(cluster.FilePath));
        await cluster.PublishAsync();
        Assert.Equal((0, 0L), await CollectAsync(cluster, Collector.Usual));
        Assert.Equal(6, cluster.Objects().Length);

        Assert.Equal(3, (await CollectAsync(cluster, TimeSpan.Zero)).Objects);
        Assert.Equal(3, cluster.Objects().Length);
        Assert.Equal(TestCluster.BlocksOf(cluster.FilePath), await cluster.ExportedAsync());
        Assert.Equal((0, 0L), await CollectAsync(cluster, TimeSpan.Zero));
    }

    /// <summary>What one collector began and did not finish, the next one does.</summary>
    [PostgresFact]
    public async Task Collector_ThatIsGone_IsFollowedByTheNext()
    {
        bool ends = false;
        await using TestCluster cluster = await TestCluster.MakeAsync(server, step =>
            ends && step == "marked" ? throw new OperationCanceledException("gone") : Task.CompletedTask);
        cluster.MakeFile();
        await cluster.PublishAsync();
        IndexFile.Compact(IndexFile.Open(cluster.FilePath));
        cluster.ChangeFile(500, removed: 3);
        IndexFile.Compact(IndexFile.Open(cluster.FilePath));
        await cluster.PublishAsync();
        ends = true;
        await Assert.ThrowsAsync<OperationCanceledException>(() => CollectAsync(cluster, TimeSpan.Zero));
        ends = false;
        Assert.True((await CollectAsync(cluster, TimeSpan.Zero)).Objects > 0);
        Assert.Equal(3, cluster.Objects().Length);
    }

    /// <summary>A collector that comes between a writer's look at what is there and its commit takes nothing from it.</summary>
    [PostgresTheory]
    [InlineData("registered")]
    [InlineData("uploaded")]
    public async Task CollectorBesideAWriter_TakesNothingThatIsPublished(string at)
    {
        TestCluster? other = null;
        int left = 0;
        await using TestCluster cluster = await TestCluster.MakeAsync(server, async step =>
        {
            if (step == at && left-- > 0)
            {
                await new Collector(other!.Database, other.Store).CollectAsync(TestCluster.Index, TimeSpan.Zero, CancellationToken.None);
            }
        });
        other = cluster;
        cluster.MakeFile();
        await cluster.PublishAsync();
        for (int round = 0; round < 3; round++)
        {
            cluster.ChangeFile(500 + round, removed: 3 + round);
            left = 1;

            // Collected at once, without the day that is usual, the writer may find that what it made is gone: then nothing is published.
            Exception? error = await Record.ExceptionAsync(() => cluster.PublishAsync());
            Assert.True(error is null or ClusterException { Kind: ErrorKind.IndexChanged }, error?.ToString());
            await cluster.ExportedAsync();
            await cluster.PublishAsync();
            Assert.Equal(TestCluster.BlocksOf(cluster.FilePath), await cluster.ExportedAsync());
        }
    }

    private static Task<(int Objects, long Bytes)> CollectAsync(TestCluster cluster, TimeSpan after) =>
        new Collector(cluster.Database, cluster.Store).CollectAsync(TestCluster.Index, after, CancellationToken.None);
}
