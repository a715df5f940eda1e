using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>Nodes that share an index, on networks that are cut: no answer is wrong, and who can reach enough of the others
/// answers.</summary>
[Collection(PostgresGroup.Name)]
public sealed class NetworkTests(PostgresServer server)
{
    [NetworkFact]
    public async Task NodesThatAreCutOff_NoAnswerIsWrong_AndTheOthersAnswer()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        ShardFaultTests.MakeFile(cluster);
        await cluster.PublishAsync();
        using var network = new NetworkOfNodes(3);
        var processes = new Process[3];
        var clients = new HttpClient[3];
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => Start(network, cluster, processes, clients, i))));
            string? right = null;
            await Waits.UntilAsync(async () => (right = await AskAsync(clients[0])) is not null, "a node answers");

            // One way: what node 1 says does not reach node 0, which makes up for it.
            network.CutWay(1, 0);
            await AnswersAsync(clients, right!, mustAnswer: 0, TimeSpan.FromSeconds(6));
            network.MendWay(1, 0);
            await AnswersAsync(clients, right!, mustAnswer: 0, TimeSpan.FromSeconds(3));

            // Both ways: node 2 alone cannot answer, and says so; or it has enough.
            if (processes[2].HasExited)
            {
                Start(network, cluster, processes, clients, 2);
            }

            network.SetCable(2, isIn: false);
            await AnswersAsync(clients, right!, mustAnswer: 0, TimeSpan.FromSeconds(15));
            network.SetCable(2, isIn: true);
            await Waits.UntilAsync(async () =>
            {
                foreach (int i in Enumerable.Range(1, 2).Where(i => processes[i].HasExited))
                {
                    // Taken for dead: it ended itself, and is started again, as systemd would.
                    Start(network, cluster, processes, clients, i);
                }

                return await AskAsync(clients[1]) == right && await AskAsync(clients[2]) == right;
            }, "all answer again");
            Assert.False(processes[0].HasExited);
        }
        finally
        {
            foreach (Process process in processes.OfType<Process>())
            {
                process.Kill(entireProcessTree: true);
                process.Dispose();
            }
        }
    }

    private void Start(NetworkOfNodes network, TestCluster cluster, Process[] processes, HttpClient[] clients, int i)
    {
        processes[i]?.Dispose();
        processes[i] = network.Start(i, ProgramStart.Of(ProgramStart.Command, "serve", TestCluster.Index, "--cluster",
            server.OfFiles(cluster.Connection), "--cache", cluster.At($"n{i}"), "--sharded", "--private-network", "--node-name", $"n{i}",
            "--node-address", $"{NetworkOfNodes.Address(i)}:11111", "--urls", "http://127.0.0.1:0"));
        Task<string> errors = processes[i].StandardError.ReadToEndAsync();
        string? line = processes[i].StandardOutput.ReadLine();
        Assert.True(line is not null, $"node {i} did not start: {(line is null ? errors.Result : "")}");
        clients[i] = network.Client(i, new Uri(line!["Listening on ".Length..]));
    }

    /// <summary>Asks all nodes for a while: what is an answer is right, and one of them always has it.</summary>
    private static async Task AnswersAsync(HttpClient[] clients, string right, int mustAnswer, TimeSpan duration)
    {
        using var end = new CancellationTokenSource(duration);
        int[] answers = await Task.WhenAll(clients.Select((client, i) => Task.Run(async () =>
        {
            int count = 0;
            while (!end.IsCancellationRequested)
            {
                string? answer = await AskAsync(client);
                Assert.True(answer == right || (answer is null && i != mustAnswer), $"node {i} answered {answer}");
                count += answer is null ? 0 : 1;
                await Task.Delay(50);
            }

            return count;
        })));
        Assert.InRange(answers[mustAnswer], 1, int.MaxValue);
    }

    /// <summary>The answer; null where the node says that it has none, or is gone.</summary>
    private static async Task<string?> AskAsync(HttpClient client)
    {
        try
        {
            using HttpResponseMessage response = await NodeAnswers.SendAsync(client);
            string answer = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.ServiceUnavailable, answer);
            return response.IsSuccessStatusCode ? NodeAnswers.WithoutTimes(answer) : null;
        }
        catch (TaskCanceledException)
        {
            return null;
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException or IOException)
        {
            return null;
        }
    }
}
