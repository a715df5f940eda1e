using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Truth;
using ImageSearch.Index;
using ImageSearch.Storage;

namespace ImageSearch.Cluster.Tests.Publishing;

[Collection(PostgresGroup.Name)]
public sealed class PublisherTests(PostgresServer server)
{
    [PostgresTheory]
    [InlineData(IndexKind.Flat)]
    [InlineData(IndexKind.Inverted)]
    public async Task Published_IsTheFile_AndOnlyWhatIsNewIsSent(IndexKind kind)
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile(110, kind);
        PublishedGeneration first = (await cluster.PublishAsync())!;
        Assert.Equal((1, 110, 11_000), (first.Generation, first.Images, first.Rows));
        Assert.Equal(TestCluster.BlocksOf(cluster.FilePath), await cluster.ExportedAsync());
        Assert.Null(await cluster.PublishAsync());

        string[] before = cluster.Objects();
        cluster.ChangeFile(500, removed: 3);
        PublishedGeneration second = (await cluster.PublishAsync())!;
        Assert.Equal((2, 110, 11_000), (second.Generation, second.Images, second.Rows));
        Assert.Equal(TestCluster.BlocksOf(cluster.FilePath), await cluster.ExportedAsync());

        // A segment, a catalog, and what the generation consists of.
        Assert.Equal(3, cluster.Objects().Except(before).Count());
        Assert.Empty(before.Except(cluster.Objects()));
    }

    /// <summary>A file that was written anew, or is another one, takes the place of what came from a file.</summary>
    [PostgresFact]
    public async Task FileThatWasWrittenAnew_TakesThePlace()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        cluster.ChangeFile(500, removed: 3);
        IndexFile.Compact(IndexFile.Open(cluster.FilePath));
        Assert.Equal(2, (await cluster.PublishAsync())!.Generation);
        Assert.Equal(TestCluster.BlocksOf(cluster.FilePath), await cluster.ExportedAsync());
    }

    [PostgresFact]
    public async Task DamagedFile_IsNotPublished()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        byte[] bytes = File.ReadAllBytes(cluster.FilePath);
        bytes[10_000] ^= 1;
        File.WriteAllBytes(cluster.FilePath, bytes);
        Assert.Equal(ErrorKind.IndexCorrupt, (await Assert.ThrowsAsync<IndexException>(() => cluster.PublishAsync())).Kind);
        IndexState state = Assert.Single(await cluster.Database.IndexesAsync(CancellationToken.None));
        Assert.Null(state.Newest);
        Assert.Null(state.Writer);
    }

    /// <summary>Somebody put other bytes where an object is to lie.</summary>
    [PostgresFact]
    public async Task OtherBytesInTheStore_AreFound()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        string segment = cluster.Objects().Single(o => o.Contains("/segment/", StringComparison.Ordinal));
        byte[] bytes = File.ReadAllBytes(Path.Combine(cluster.StoreFolder, segment));
        bytes[5000] ^= 1;
        File.WriteAllBytes(Path.Combine(cluster.StoreFolder, segment), bytes);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(cluster.ExportedAsync);
        Assert.Equal(ErrorKind.IndexCorrupt, error.Kind);
        Assert.Contains(segment, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(cluster.At(""), "*.tmp"));
    }

    /// <summary>The writer is gone at any step: what was published before is published, or what it published, whole; the next writer goes
    /// on; and what it left is collected.</summary>
    [PostgresFact]
    public async Task WriterThatIsGoneAtAnyStep_LeavesTheOldOrTheNew()
    {
        bool isGone = true;
        for (int goneAt = 1; isGone; goneAt++)
        {
            int step = int.MinValue;
            await using TestCluster cluster = await TestCluster.MakeAsync(server, _ =>
                ++step == goneAt ? throw new OperationCanceledException("gone") : Task.CompletedTask);
            cluster.MakeFile();
            await cluster.PublishAsync();
            byte[] before = TestCluster.BlocksOf(cluster.FilePath);
            cluster.ChangeFile(500, removed: 3);

            step = 0;
            isGone = await Record.ExceptionAsync(() => cluster.PublishAsync()) is OperationCanceledException;
            step = int.MinValue;
            byte[] after = TestCluster.BlocksOf(cluster.FilePath), found = await cluster.ExportedAsync();
            Assert.True(found.AsSpan().SequenceEqual(after) || (isGone && found.AsSpan().SequenceEqual(before)), $"step {goneAt}");

            await new Collector(cluster.Database, cluster.Store).CollectAsync(TestCluster.Index, TimeSpan.Zero, CancellationToken.None);
            Assert.Equal(found, await cluster.ExportedAsync());
            int left = found.AsSpan().SequenceEqual(before) ? 3 : 5;
            Assert.Equal(left, cluster.Objects().Length);

            await cluster.PublishAsync();
            Assert.Equal(after, await cluster.ExportedAsync());
            Assert.True(goneAt < 50);
        }
    }

    [PostgresFact]
    public async Task Export_ReplacesOnlyWhenTold()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        var exporter = new Exporter(cluster.Database, cluster.Store);
        await Assert.ThrowsAsync<IndexException>(() =>
            exporter.ExportAsync(TestCluster.Index, cluster.FilePath, replace: false, CancellationToken.None));
        await exporter.ExportAsync(TestCluster.Index, cluster.FilePath, replace: true, CancellationToken.None);
        Assert.Equal(20, IndexFile.Open(cluster.FilePath).ImageCount);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() =>
            exporter.ExportAsync("other", cluster.At("other.imgidx"), replace: false, CancellationToken.None));
        Assert.Equal(ErrorKind.IndexNotFound, error.Kind);
    }
}
