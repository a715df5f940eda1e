using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Truth;
using ImageSearch.Index;
using ImageSearch.Storage.Format;
using ImageSearch.TestSupport;
using Npgsql;

namespace ImageSearch.Cluster.Tests.Truth;

/// <summary>What a later version made of the database, or published: this one says so in words, serves on what it has, and changes
/// nothing.</summary>
[Collection(PostgresGroup.Name)]
public sealed class LaterVersionTests(PostgresServer server)
{
    private static readonly RowCopies NoCopies = new(0);

    [PostgresFact]
    public async Task LaterDatabase_IsNamed_AndLeftAlone()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        await using ClusterNode node = await cluster.NodeAsync();
        ImageIndex served = node.Indexes[0].Open(NoCopies);
        await DoAsync(cluster, "UPDATE store SET version = 2");
        await Waits.UntilAsync(() => Record.Exception(() => node.Indexes[0].IsNewest(served)) is not null, "the node notices it");
        AssertNames(Assert.Throws<ClusterException>(() => node.Indexes[0].IsNewest(served)));
        Assert.Same(served, node.Indexes[0].Open(NoCopies));

        cluster.ChangeFile(300, removed: 5);
        ClusterDatabase database = cluster.Database;
        AssertNames(await Assert.ThrowsAsync<ClusterException>(() => database.StoreAsync(CancellationToken.None)));
        AssertNames(await Assert.ThrowsAsync<ClusterException>(() => database.IndexesAsync(CancellationToken.None)));
        AssertNames(await Assert.ThrowsAsync<ClusterException>(() => database.InitAsync("/elsewhere", CancellationToken.None)));
        AssertNames(await Assert.ThrowsAsync<ClusterException>(() => cluster.PublishAsync()));

        // Not even with a cache that has all: what the database says could mean something else by now.
        AssertNames(await Assert.ThrowsAsync<ClusterException>(async () => await cluster.NodeAsync("another")));
        await node.DisposeAsync();
        AssertNames(await Assert.ThrowsAsync<ClusterException>(async () => await cluster.NodeAsync()));

        await DoAsync(cluster, "UPDATE store SET version = 1");
        Assert.Equal(cluster.StoreFolder, await database.StoreAsync(CancellationToken.None));
        Assert.Equal(1, Assert.Single(await database.IndexesAsync(CancellationToken.None)).Newest!.Generation);
    }

    /// <summary>A database of an earlier version lacks something: that is told with what to do, and done by 'init' while it is
    /// used.</summary>
    [PostgresFact]
    public async Task EarlierDatabase_IsBroughtUpToDate()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        await DoAsync(cluster, "ALTER TABLE member DROP COLUMN settings; ALTER TABLE member_version DROP COLUMN cluster");
        ClusterDatabase database = cluster.Database;
        Assert.True((await Assert.ThrowsAsync<ClusterException>(() => database.NodesIdAsync(CancellationToken.None))).IsNotMade);
        Assert.True((await Assert.ThrowsAsync<ClusterException>(() => database.MembersAsync(null, CancellationToken.None))).IsNotMade);
        await cluster.Database.InitAsync(cluster.StoreFolder, CancellationToken.None);
        string id = await cluster.Database.NodesIdAsync(CancellationToken.None);
        await cluster.Database.InitAsync(cluster.StoreFolder, CancellationToken.None);
        Assert.Equal(id, await cluster.Database.NodesIdAsync(CancellationToken.None));
        Assert.Empty((await cluster.Database.MembersAsync(null, CancellationToken.None)).Members);
    }

    /// <summary>A list of blocks, or an index file, of a later version: not damaged, but later; of what is added to it nothing is
    /// said.</summary>
    [PostgresTheory]
    [InlineData("format", 2, "its list of blocks has version 2, and this one reads version 1")]
    [InlineData("slot.version", 99, "its file has version 99")]
    [InlineData("later", 1, null)]
    public async Task LaterGeneration_IsNotServed_AndTheOneBeforeIs(string member, int value, string? says)
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        await using ClusterNode node = await cluster.NodeAsync();
        ImageIndex served = node.Indexes[0].Open(NoCopies);
        await PublishLaterAsync(cluster, member, value);
        if (says is null)
        {
            await Waits.UntilAsync(() => !ReferenceEquals(served, node.Indexes[0].Open(NoCopies)), "it is served");
            return;
        }

        await Waits.UntilAsync(() => Record.Exception(() => node.Indexes[0].IsNewest(served)) is not null, "the node notices it");
        ClusterException stale = Assert.Throws<ClusterException>(() => node.Indexes[0].IsNewest(served));
        Assert.Contains("published by a newer ImageSearch: " + says, stale.Message, StringComparison.Ordinal);
        Assert.Same(served, node.Indexes[0].Open(NoCopies));
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(async () => await cluster.NodeAsync("another"));
        Assert.Equal(ErrorKind.IndexVersionUnsupported, error.Kind);

        // The way back: this version publishes its file again, where it is told to.
        error = await Assert.ThrowsAsync<ClusterException>(() => cluster.PublishAsync());
        Assert.Equal(ErrorKind.IndexVersionUnsupported, error.Kind);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        cluster.ChangeFile(300, removed: 5);
        Assert.Equal(3, (await cluster.PublishAsync(force: true))!.Generation);
        Assert.Equal(TestCluster.BlocksOf(cluster.FilePath), await cluster.ExportedAsync());
        await Waits.UntilAsync(() => node.Indexes[0].Open(NoCopies) is var open && !ReferenceEquals(served, open)
            && Record.Exception(() => node.Indexes[0].IsNewest(open)) is null, "the node serves it, and is fresh");
        Assert.Null(await cluster.PublishAsync());
    }

    /// <summary>What a later version published is not collected, nor is anything forgotten of that index; other indexes are
    /// collected.</summary>
    [PostgresFact]
    public async Task LaterGeneration_IsNotCollected_AndOtherIndexesAre()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        await PublishLaterAsync(cluster, "format", 2);
        foreach (string other in new[] { "after", "zebras" })
        {
            await new Publisher(cluster.Database, cluster.Store).PublishFileAsync(other, cluster.FilePath, false, CancellationToken.None);
        }

        string[] objects = cluster.Objects();
        string told = Collect(cluster, exitCode: 4);
        Assert.Contains("after: 0 objects", told, StringComparison.Ordinal);
        Assert.Contains("zebras: 0 objects", told, StringComparison.Ordinal);
        Assert.Contains("IndexVersionUnsupported: The index 'photos'", told, StringComparison.Ordinal);
        Assert.Equal("2 1", await GenerationsAsync(cluster));
        Assert.Equal(objects, cluster.Objects());

        // Once this version has published again, and the later generation is old enough, it is collected as every other.
        await cluster.PublishAsync(force: true);
        Collect(cluster, exitCode: 0);
        Assert.Equal("3", await GenerationsAsync(cluster));
        Assert.Equal(TestCluster.BlocksOf(cluster.FilePath), await cluster.ExportedAsync());
    }

    private static string Collect(TestCluster cluster, int exitCode)
    {
        using Process process = ServedProcess.Start("cluster", "collect", "--older-than-hours", "0", "--cluster", cluster.Connection);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.True(process.ExitCode == exitCode, $"{process.ExitCode}, {output}");
        return output;
    }

    private static async Task<string> GenerationsAsync(TestCluster cluster) => string.Join(' ',
        (await cluster.Database.GenerationsAsync(TestCluster.Index, CancellationToken.None)).Select(g => g.Generation));

    private static void AssertNames(ClusterException error)
    {
        Assert.Contains("is of version 2, and this ImageSearch knows version 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.ClusterUnavailable, error.Kind);
    }

    private static async Task PublishLaterAsync(TestCluster cluster, string member, int value)
    {
        PublishedGeneration newest = Assert.Single(await cluster.Database.IndexesAsync(CancellationToken.None)).Newest!;
        JsonNode manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(cluster.StoreFolder, newest.Manifest.Path)))!;
        string[] path = member.Split('.');
        (path.Length == 1 ? manifest : manifest[path[0]]!)[path[^1]] = value;
        if (member == "format")
        {
            // Whatever a later version makes of it.
            manifest["blocks"] = "elsewhere";
        }

        byte[] bytes = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        PublishedGeneration later = newest with { Generation = 2, Sha256 = Manifest.HashOf(bytes), Bytes = bytes.Length, Number = 1000 };
        await cluster.Store.TryCreateAsync(later.Manifest.Path, () => new MemoryStream(bytes), CancellationToken.None);
        await DoAsync(cluster, $"""
            INSERT INTO generation (index_name, generation, epoch, sha256, number, bytes, images, rows, made_by)
                SELECT index_name, 2, epoch, '{later.Sha256}', {later.Number}, {later.Bytes}, images, rows, made_by FROM generation;
            UPDATE "index" SET generation = 2
            """);
    }

    private static async Task DoAsync(TestCluster cluster, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(cluster.Connection);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
