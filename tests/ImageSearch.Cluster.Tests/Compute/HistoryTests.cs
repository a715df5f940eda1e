using System.Collections.Concurrent;
using System.Net;
using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Members;
using ImageSearch.Index;
using ImageSearch.Storage.Format;
using ImageSearch.Tests.Cells;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Cluster.Tests.Compute;

/// <summary>What clients changed, against what searches saw: every node shows, at each moment, exactly what some generation has, and never
/// an older one than before.</summary>
[Collection(PostgresGroup.Name)]
public sealed class HistoryTests(PostgresServer server)
{
    private static readonly RowCopies NoCopies = new(0);

    [PostgresTheory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task NodesThatChangeOneIndex_ShowWhatWasPublished_AndLoseNothing(int seed, bool isSharded)
    {
        const int Writers = 3, Changes = 6;
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile(10);
        await cluster.PublishAsync();
        ClusterNode[] nodes = await Task.WhenAll(Enumerable.Range(0, Writers)
            .Select(i => cluster.NodeAsync($"cache{i}", place: isSharded ? Place(i) : null)));
        var published = new ConcurrentDictionary<long, string>();
        ImageIndex start = nodes[0].Indexes[0].Open(NoCopies);
        published[start.Generation] = Told(start);
        using var stop = new CancellationTokenSource();
        Task<List<(long Generation, string Images)>>[] watching = [.. nodes.Select(n => Task.Run(() => Watch(n, stop.Token)))];
        await Task.WhenAll(nodes.Select((node, writer) =>
            Task.Run(() => ChangeAsync(node, new Random((seed * 10) + writer), writer, published))));
        await Waits.UntilAsync(() => nodes.All(n => n.Indexes[0].Open(NoCopies).Generation == published.Keys.Max()), "all have the newest");
        await stop.CancelAsync();
        foreach (List<(long Generation, string Images)> seen in await Task.WhenAll(watching))
        {
            Assert.All(seen, s => Assert.Equal(published[s.Generation], s.Images));
            Assert.Equal(seen.Select(s => s.Generation).Order(), seen.Select(s => s.Generation));
        }

        // Each change is one generation, so none was lost and none made twice.
        Assert.Equal(1 + (Writers * Changes), published.Count);
        Assert.Equal(1 + (Writers * Changes), (await cluster.Database.GenerationsAsync(TestCluster.Index, CancellationToken.None)).Count);
        foreach (ClusterNode node in nodes)
        {
            await node.DisposeAsync();
        }

        async Task ChangeAsync(ClusterNode node, Random random, int writer, ConcurrentDictionary<long, string> done)
        {
            for (int change = 0; change < Changes; change++)
            {
                long removed = random.Next(1, 11);
                string path = $"w{writer}-{change}.jpg";
                ImageIndex made = await node.Indexes[0].ChangeAsync(index =>
                {
                    Assert.Equal(done.GetValueOrDefault(index.Generation), Told(index));
                    if (random.Next(3) > 0 || !index.Remove(removed))
                    {
                        index.Add(Samples.Image(path, CellSamples.Rows((100 * writer) + change + 50)), out _);
                    }

                    Assert.True(done.TryAdd(index.Generation, Told(index)));
                }, NoCopies, TimeSpan.FromMinutes(1));
                Assert.Equal(done[made.Generation], Told(made));
            }
        }
    }

    private static List<(long, string)> Watch(ClusterNode node, CancellationToken stop)
    {
        var seen = new List<(long, string)>();
        while (!stop.IsCancellationRequested)
        {
            ImageIndex index = node.Indexes[0].Open(NoCopies);
            seen.Add((index.Generation, Told(index)));
            Thread.Sleep(2);
        }

        return seen;
    }

    private static string Told(ImageIndex index) =>
        string.Join(' ', index.GetImages().Select(i => $"{i.Id}:{Path.GetFileName(i.FullName)}"));

    private static NodePlace Place(int i) =>
        new($"n{i}", new IPEndPoint(IPAddress.Loopback, PostgresServer.FreePort()), NodePlace.DefaultReplicas, null);
}
