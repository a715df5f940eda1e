using System.Diagnostics;
using System.Text.Json;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>'imagesearch cluster' as processes.</summary>
[Collection(PostgresGroup.Name)]
public sealed class CommandTests(PostgresServer server)
{
    [PostgresFact]
    public async Task Commands_DoWhatTheySay()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        string exported = cluster.At("exported.imgidx");
        Assert.Contains("generation 1 is published, 20 images, 2000 rows", Called(cluster, 0, "publish", cluster.FilePath),
            StringComparison.Ordinal);
        Assert.Contains("is published already", Called(cluster, 0, "publish", cluster.FilePath), StringComparison.Ordinal);
        Assert.Contains("20 images", Called(cluster, 0, "export", "photos", exported), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(cluster.FilePath), File.ReadAllBytes(exported));
        Assert.Contains("IndexExists", Called(cluster, 4, "export", "photos", exported), StringComparison.Ordinal);
        Assert.Contains("photos: 0 objects", Called(cluster, 0, "collect"), StringComparison.Ordinal);

        using JsonDocument status = JsonDocument.Parse(Called(cluster, 0, "status", "--json"));
        JsonElement index = Assert.Single(status.RootElement.GetProperty("indexes").EnumerateArray());
        Assert.Equal(("photos", 1, 20),
            (index.GetProperty("name").GetString(), index.GetProperty("generation").GetInt32(), index.GetProperty("images").GetInt32()));
        Assert.Contains("photos", Called(cluster, 0, "status"), StringComparison.Ordinal);
        Assert.Contains("'imagesearch cluster status' lists", Called(cluster, 4, "export", "nothing", cluster.At("n.imgidx")),
            StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task WhatIsWrong_IsSaid()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        Assert.Contains("See: imagesearch cluster publish --help", Run(2, "cluster", "publish"), StringComparison.Ordinal);
        Assert.Contains("See: imagesearch cluster --help", Run(2, "cluster"), StringComparison.Ordinal);
        Assert.Contains("IMAGESEARCH_CLUSTER", Run(2, "cluster", "status"), StringComparison.Ordinal);
        Assert.Contains("is no store", Called(cluster, 2, "init", "--store", "somewhere"), StringComparison.Ordinal);
        Assert.Contains("is no name of an index", Called(cluster, 2, "publish", cluster.FilePath, "--name", "a/b"),
            StringComparison.Ordinal);
        Assert.Contains("IndexNotFound", Called(cluster, 4, "publish", cluster.FilePath), StringComparison.Ordinal);
        string empty = server.NewConnection();
        Assert.Contains("'imagesearch cluster init' makes one", Run(4, "cluster", "status", "--cluster", empty), StringComparison.Ordinal);
        Assert.Contains("'imagesearch cluster init' makes one",
            Run(4, "serve", "photos", "--cluster", empty, "--cache", cluster.At("c")), StringComparison.Ordinal);
        Assert.Contains("needs --cache", Run(2, "serve", "photos", "--cluster", cluster.Connection), StringComparison.Ordinal);
        Assert.Contains("is for --cluster", Run(2, "serve", cluster.FilePath, "--cache", cluster.At("c")), StringComparison.Ordinal);
        Assert.Contains("No index 'photos' is published",
            Run(4, "serve", "photos", "--cluster", cluster.Connection, "--cache", cluster.At("c")), StringComparison.Ordinal);
    }

    /// <summary>A node that shares an index says of itself what others go by; what it says for nothing, or leaves open, is
    /// refused.</summary>
    [PostgresTheory]
    [InlineData("is for --cluster", "--sharded", "-")]
    [InlineData("--replicas is for --sharded", "--replicas", "3")]
    [InlineData("--node-name is for --sharded", "--node-name", "n")]
    [InlineData("--replicas is 1 or more", "--sharded", "--replicas", "0")]
    [InlineData("is one IP address", "--sharded", "--node-address", "0.0.0.0:1")]
    [InlineData("is one IP address", "--sharded", "--node-address", "db.example:1")]
    [InlineData("is one word", "--sharded", "--node-name", "a b")]
    [InlineData("by which nodes know each other", "--sharded", "--node-address", "10.1.2.3:11111")]
    [InlineData("belong together", "--sharded", "--node-key", "a")]
    [InlineData("stands in their place",
        "--sharded", "--node-key", "a", "--node-certificate", "a", "--node-authority", "a", "--private-network")]
    public async Task WrongNodes_AreRefused(string says, params string[] options)
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        string[] asNode = options is [_, "-"] ? [options[0]] : ["--cluster", cluster.Connection, "--cache", cluster.At("c"), .. options];
        Assert.Contains(says, Run(2, ["serve", "photos", .. asNode]), StringComparison.Ordinal);
    }

    /// <summary>A publisher that is killed at any moment: what was there before, or what it published; and the next one goes on.</summary>
    [PostgresFact]
    public async Task PublisherThatIsKilled_LeavesTheOldOrTheNew()
    {
        var random = new Random(1);
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        for (int round = 0; round < 6; round++)
        {
            byte[] before = TestCluster.BlocksOf(cluster.FilePath);
            cluster.ChangeFile(500 + round, removed: 1 + round);
            using (Process publisher = ServedProcess.Start("cluster", "publish", cluster.FilePath, "--cluster", cluster.Connection))
            {
                await Task.Delay(random.Next(200, 1200));
                publisher.Kill();
                await publisher.WaitForExitAsync();
            }

            byte[] after = TestCluster.BlocksOf(cluster.FilePath), found = await cluster.ExportedAsync();
            Assert.True(found.AsSpan().SequenceEqual(before) || found.AsSpan().SequenceEqual(after));

            // Its lease is still there: that is waited for, or here, taken away.
            await EndLeasesAsync(cluster.Connection);
            await cluster.PublishAsync();
            Assert.Equal(after, await cluster.ExportedAsync());
        }

        Assert.Equal(20, IndexFile.Open(cluster.FilePath).ImageCount);
    }

    private static async Task EndLeasesAsync(string connection)
    {
        await using Npgsql.NpgsqlDataSource source = Npgsql.NpgsqlDataSource.Create(connection);
        await using Npgsql.NpgsqlCommand end = source.CreateCommand("UPDATE \"index\" SET lease_until = now()");
        await end.ExecuteNonQueryAsync();
    }

    private static string Called(TestCluster cluster, int exitCode, params string[] arguments) =>
        Run(exitCode, ["cluster", .. arguments, "--cluster", cluster.Connection]);

    private static string Run(int exitCode, params string[] arguments)
    {
        using Process process = ServedProcess.Start(arguments);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.True(process.ExitCode == exitCode, $"{string.Join(' ', arguments)}: {process.ExitCode}, {output}");
        return output;
    }
}
