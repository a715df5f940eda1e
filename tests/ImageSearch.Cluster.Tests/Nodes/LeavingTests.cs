using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>A node that is ended in order leaves with grace: it is asked no more before it is gone.</summary>
[Collection(PostgresGroup.Name)]
public sealed class LeavingTests(PostgresServer server, ITestOutputHelper output)
{
    /// <summary>Nodes end one after the other under four clients: every answer is right, and no question between nodes fails.</summary>
    [PostgresFact]
    public async Task NodeThatIsEnded_FailsNoQuestion()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        ShardFaultTests.MakeFile(cluster);
        await cluster.PublishAsync();
        NodeProcess[] nodes = [.. Enumerable.Range(0, 3).Select(i => NodeProcess.Sharded(cluster, i, replicas: 2))];
        try
        {
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Start())));
            string right = await NodeAnswers.SearchAsync(nodes[0].Client);
            using var done = new CancellationTokenSource();
            var times = new ConcurrentQueue<(DateTime Since, double Milliseconds)>();
            Task[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskAsync(nodes[0], right, times, done.Token)))];
            await Task.Delay(3000);
            Tell("before", times, DateTime.UtcNow.AddSeconds(-3));
            for (int round = 0; round < 2; round++)
            {
                NodeProcess leaves = nodes[1 + (round % 2)];
                long before = await FailuresAsync(nodes[0]);
                DateTime since = DateTime.UtcNow;
                await leaves.EndAsync();
                await Task.Delay(2000);
                Assert.Equal(before, await FailuresAsync(nodes[0]));
                Tell("while one left", times, since);
                await Task.Run(() => leaves.Start());
            }

            await done.CancelAsync();
            await Task.WhenAll(clients);
        }
        finally
        {
            Array.ForEach(nodes, n => n.Dispose());
        }
    }

    private void Tell(string what, ConcurrentQueue<(DateTime Since, double Milliseconds)> times, DateTime since)
    {
        double[] some = [.. times.Where(t => t.Since.AddMilliseconds(t.Milliseconds) >= since).Select(t => t.Milliseconds).Order()];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {some.Length} answers, median {some[some.Length / 2]:0} ms, longest {some[^1]:0} ms"));
    }

    private static async Task AskAsync(
        NodeProcess node, string right, ConcurrentQueue<(DateTime Since, double Milliseconds)> times, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            DateTime since = DateTime.UtcNow;
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(right, await NodeAnswers.SearchAsync(node.Client));
            times.Enqueue((since, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        }
    }

    private static async Task<long> FailuresAsync(NodeProcess node)
    {
        string metrics = await node.Client.GetStringAsync("metrics");
        string line = metrics.Split('\n').Single(l => l.StartsWith("imagesearch_cluster_failures_total{", StringComparison.Ordinal));
        return long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}
