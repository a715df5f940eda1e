using System.Diagnostics;
using ImageSearch.Cluster.Members;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>Nodes of this version beside those of the next one (tests/ImageSearch.Cluster.Next), as a cluster that is upgraded node by node
/// has them.</summary>
[Collection(PostgresGroup.Name)]
public sealed class NextVersionTests(PostgresServer server)
{
    private const string Assembly = "ImageSearch.Cluster.dll";

    private static readonly string[] Options =
        ["", "?pairs=true&maximumMatches=50", "?includeMirrored=true", "?verify=false&minimumVotes=1"];

    /// <summary>Three nodes are replaced one by one, and one goes back; clients search all the time, the next version changes the tables
    /// and publishes meanwhile: no search fails, and all nodes answer alike.</summary>
    [PostgresFact]
    public async Task NodesAreReplacedOneByOne_NoSearchFails_AndAllAnswerAlike()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        ShardFaultTests.MakeFile(cluster);
        await cluster.PublishAsync();
        string next = NextCommand(cluster.At("next"));
        NodeProcess[] nodes = [.. Enumerable.Range(0, 3).Select(i => NodeProcess.Sharded(cluster, i, replicas: 2))];
        var asked = new AskedNodes(nodes);
        try
        {
            Directory.CreateDirectory(cluster.At("outcomes"));
            Array.ForEach(nodes, n => n.Environment["LATER_OUTCOMES"] = cluster.At("outcomes/of"));
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Start())));
            using var done = new CancellationTokenSource();
            var right = new HashSet<string> { await NodeAnswers.SearchAsync(nodes[0].Client) };
            Task<HashSet<string>>[] clients = [.. Enumerable.Range(0, 4).Select(i => Task.Run(() => asked.AskAsync(i, done.Token)))];

            await ReplaceAsync(asked, nodes, 0, next);
            await AssertAlikeAsync(nodes);
            await LaterTablesAsync(cluster);
            right.Add(await PublishAsync(cluster, nodes, next));
            await ReplaceAsync(asked, nodes, 1, next);
            await AssertAlikeAsync(nodes);
            Assert.Equal(["9.8.7", "9.8.7", NodeSettings.OwnVersion], await VersionsAsync(cluster));
            await ReplaceAsync(asked, nodes, 2, next);
            await AssertAlikeAsync(nodes);
            await ReplaceAsync(asked, nodes, 0, ProgramStart.Command);
            await AssertAlikeAsync(nodes);
            Assert.Equal([NodeSettings.OwnVersion, "9.8.7", "9.8.7"], await VersionsAsync(cluster));
            await NodeAnswers.CheckAsync(cluster, nodes, clients, done, right);
        }
        finally
        {
            Array.ForEach(nodes, n => n.Dispose());
        }

        string[] outcomes = [.. Directory.GetFiles(cluster.At("outcomes")).SelectMany(File.ReadAllLines).Distinct()];
        Assert.Contains("later photos", outcomes);
        Assert.Contains(outcomes, o => o.StartsWith("refused: ", StringComparison.Ordinal));
    }

    /// <summary>The command with the next version of what nodes say to each other.</summary>
    private static string NextCommand(string folder)
    {
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory)
            .Concat(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "runtimes"), "*", SearchOption.AllDirectories)))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.Copy(Path.Combine(AppContext.BaseDirectory, "next", Assembly), Path.Combine(folder, Assembly), overwrite: true);
        return Path.Combine(folder, Path.GetFileName(ProgramStart.Command));
    }

    private static async Task ReplaceAsync(AskedNodes asked, NodeProcess[] nodes, int which, string command)
    {
        // As a load balancer does: a node that is about to end is asked no more.
        await asked.WithoutAsync(which, async () =>
        {
            await nodes[which].EndAsync();
            nodes[which].Command = command;
            await Task.Run(() => nodes[which].Start());
        });
    }

    private static async Task AssertAlikeAsync(NodeProcess[] nodes)
    {
        foreach (string options in Options)
        {
            string[] answers = await Task.WhenAll(nodes.Select(n => NodeAnswers.SearchAsync(n.Client, options: options)));
            Assert.Single(answers.Distinct());
        }

        string route = $"api/v1/indexes/{TestCluster.Index}/images/1/similar";
        string[] similar = await Task.WhenAll(nodes.Select(n => n.Client.GetStringAsync(route)));
        Assert.Single(similar.Select(NodeAnswers.WithoutTimes).Distinct());
    }

    /// <summary>What a later version may do to the tables: add to them.</summary>
    private static async Task LaterTablesAsync(TestCluster cluster)
    {
        await using Npgsql.NpgsqlDataSource source = Npgsql.NpgsqlDataSource.Create(cluster.Connection);
        foreach (string table in new[] { "store", "\"index\"", "segment", "generation", "member", "member_version" })
        {
            await using Npgsql.NpgsqlCommand add = source.CreateCommand($"ALTER TABLE {table} ADD COLUMN later text DEFAULT 'later'");
            await add.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Publishes one more photograph by the next version.</summary>
    /// <returns>The answer to the query from now on.</returns>
    private static async Task<string> PublishAsync(TestCluster cluster, NodeProcess[] nodes, string command)
    {
        ImageIndex index = IndexFile.Open(cluster.FilePath);
        index.Add(new ImageDescriber(index.Settings).Describe(TestData.Photo("Fossa")), out _);
        IndexFile.Save(index);
        using (Process publisher = Process.Start(ProgramStart.Of(command, "cluster", "publish", cluster.FilePath,
            "--cluster", cluster.Connection))!)
        {
            await publisher.WaitForExitAsync();
            Assert.Equal(0, publisher.ExitCode);
        }

        long newest = IndexFile.Open(cluster.FilePath).Generation;
        foreach (NodeProcess node in nodes)
        {
            await Waits.UntilAsync(async () => await node.GenerationAsync() == newest, "nodes of both versions have what was published");
        }

        return await NodeAnswers.SearchAsync(nodes[2].Client);
    }

    private static async Task<string[]> VersionsAsync(TestCluster cluster) =>
        [.. (await NodeState.ReadAsync(cluster.Database, CancellationToken.None)).Select(n => n.Settings!.Version)];
}
