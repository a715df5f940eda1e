using System.Net;
using System.Text.Json.Nodes;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>Nodes as real processes over a real PostgreSQL, to which things happen.</summary>
[Collection(PostgresGroup.Name)]
public sealed class FaultTests(PostgresServer server)
{
    private const int Stop = 19, Continue = 18;

    private static readonly string[] Queries = ["Bridge_by_Sander_Klootwijk__crop50.jpg", "Bridge_by_Sander_Klootwijk__jpeg15.jpg"];

    /// <summary>The oracle is 'serve' over the file: the same answers to the byte of their JSON.</summary>
    [PostgresFact]
    public async Task Node_AnswersAsServeOverTheFile()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster);
        await cluster.PublishAsync();
        using var single = new ServedProcess($"{TestCluster.Index}={cluster.FilePath}");
        using var node = new NodeProcess(cluster, "one");
        node.Start();
        foreach (string query in Queries)
        {
            foreach (string options in new[] { "", "?pairs=true&maximumMatches=50", "?verify=false&minimumVotes=1", "?comparePixels=true" })
            {
                Assert.Equal(await NodeAnswers.SearchAsync(single.Client, query, options),
                    await NodeAnswers.SearchAsync(node.Client, query, options));
            }
        }

        foreach (string route in new[] { "/images", "/images/1", "/images/1/similar", "/duplicates" })
        {
            string path = $"api/v1/indexes/{TestCluster.Index}{route}";
            await Waits.UntilAsync(async () => (await single.Client.GetAsync(path)).StatusCode == HttpStatusCode.OK
                && (await node.Client.GetAsync(path)).StatusCode == HttpStatusCode.OK, route);
            Assert.Equal(NodeAnswers.WithoutTimes(await single.Client.GetStringAsync(path)),
                NodeAnswers.WithoutTimes(await node.Client.GetStringAsync(path)));
        }
    }

    /// <summary>Clients search, one publishes, while nodes are killed and stopped: every answer is that of a generation that was
    /// published, and the clients always find a node that answers.</summary>
    [PostgresFact]
    public async Task NodesThatAreKilledAndStopped_NoAnswerIsWrong_AndNoneIsMissing()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster);
        await cluster.PublishAsync();
        NodeProcess[] nodes = [new(cluster, "one"), new(cluster, "two"), new(cluster, "three")];
        try
        {
            Array.ForEach(nodes, n => n.Start());
            using var done = new CancellationTokenSource();
            var right = new HashSet<string> { await NodeAnswers.SearchAsync(nodes[0].Client, Queries[0], "") };
            Task<HashSet<string>>[] clients = [.. Enumerable.Range(0, 4).Select(c => Task.Run(() => AskAsync(nodes, c, done.Token)))];

            nodes[0].Kill();
            right.Add(await PublishAsync(cluster, nodes[1], "Dragonfly"));
            nodes[0].Start();
            nodes[1].Signal(Stop);
            right.Add(await PublishAsync(cluster, nodes[2], "Fossa"));
            nodes[1].Signal(Continue);
            await nodes[2].EndAsync();
            nodes[2].Start();
            await NodeAnswers.CheckAsync(cluster, nodes, clients, done, right);
        }
        finally
        {
            Array.ForEach(nodes, n => n.Dispose());
        }
    }

    /// <summary>Uploads at two nodes: both have both, and the answers say what is refused while the database is away.</summary>
    [PostgresFact]
    public async Task Uploads_ArePublished_AndRefusedWhileTheDatabaseIsAway()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        MakeFile(cluster);
        await cluster.PublishAsync();
        using NodeProcess one = new(cluster, "one"), two = new(cluster, "two");
        one.Start("--uploads", cluster.At("uploads"));
        two.Start("--uploads", cluster.At("uploads"));
        Assert.Equal(HttpStatusCode.Created, (await UploadAsync(one, "Dragonfly")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await UploadAsync(two, "Fossa")).StatusCode);
        long newest = await two.GenerationAsync();
        await Waits.UntilAsync(async () => await one.GenerationAsync() == newest, "the other node has both");
        Assert.Equal((await ImagesAsync(two)).ToJsonString(), (await ImagesAsync(one)).ToJsonString());
        Assert.Equal(3, (await ImagesAsync(one))["images"]!.AsArray().Count);

        server.Stop();
        try
        {
            HttpResponseMessage refused = await UploadAsync(one, "Wine");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("ClusterUnavailable", JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!.GetValue<string>());
            await NodeAnswers.SearchAsync(one.Client, Queries[0], "");
            await Waits.UntilAsync(async () => (await one.Client.GetStringAsync("health/ready")).Contains("not fresh (ClusterUnavailable)",
                StringComparison.Ordinal), "the node says that it is not fresh");
            Assert.Contains("imagesearch_index_fresh{index=\"photos\"} 0", await one.Client.GetStringAsync("metrics"),
                StringComparison.Ordinal);
        }
        finally
        {
            server.Start();
        }

        await Waits.UntilAsync(async () => await one.Client.GetStringAsync("health/ready") == "ready", "the node is fresh again");
        Assert.Equal(HttpStatusCode.Created, (await UploadAsync(one, "Wine")).StatusCode);
    }

    private static void MakeFile(TestCluster cluster) => Add(cluster, "Bridge");

    private static void Add(TestCluster cluster, string photo) => Assert.Equal(0, Run("add", cluster.FilePath, TestData.Photo(photo)));

    /// <summary>Publishes one more photograph.</summary>
    /// <returns>The answer to the query from now on.</returns>
    private static async Task<string> PublishAsync(TestCluster cluster, NodeProcess node, string photo)
    {
        Add(cluster, photo);
        await cluster.PublishAsync();
        long newest = IndexFile.Open(cluster.FilePath).Generation;
        await Waits.UntilAsync(async () => await node.GenerationAsync() == newest, "the node has what was published");
        return await NodeAnswers.SearchAsync(node.Client, Queries[0], "");
    }

    private static int Run(params string[] arguments)
    {
        using System.Diagnostics.Process process = ServedProcess.Start(arguments);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>A client of all nodes: the next one is asked where one does not answer, and one that does not answer is asked again
    /// later.</summary>
    private static async Task<HashSet<string>> AskAsync(NodeProcess[] nodes, int first, CancellationToken done)
    {
        var seen = new HashSet<string>();
        for (int at = first; !done.IsCancellationRequested; at++)
        {
            string? answer = null;
            for (int turn = 0; answer is null; turn++)
            {
                Assert.True(turn < 10 * nodes.Length, "no node answers");
                answer = await TryAsync(nodes[(at + turn) % nodes.Length]);
            }

            seen.Add(answer);
        }

        return seen;
    }

    private static async Task<string?> TryAsync(NodeProcess node)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            return await NodeAnswers.SearchAsync(node.Client, Queries[0], "", patience.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            await Task.Delay(50, CancellationToken.None);
            return null;
        }
    }

    private static async Task<HttpResponseMessage> UploadAsync(NodeProcess node, string photo)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(TestData.Photo(photo)));
        content.Headers.ContentType = new("image/jpeg");
        return await node.Client.PostAsync($"api/v1/indexes/{TestCluster.Index}/images", content);
    }

    private static async Task<JsonNode> ImagesAsync(NodeProcess node) =>
        JsonNode.Parse(await node.Client.GetStringAsync($"api/v1/indexes/{TestCluster.Index}/images"))!;
}
