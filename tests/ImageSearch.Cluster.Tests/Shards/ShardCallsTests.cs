using System.Collections.Concurrent;
using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Shards;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Tests.Shards;

/// <summary>Whoever has shards is asked for them; what goes wrong there is made up for, or the error names what is missing.</summary>
public sealed class ShardCallsTests
{
    private static readonly Shard[] Shards = [.. Enumerable.Range(0, 40).Select(i =>
        new Shard(new ManifestBlock(BlockKind.Segment, 1000 + i, 1, "", $"{i:x64}", 1), i, 1))];

    private readonly FakeNodes _nodes = new("one", "two", "three");

    [Fact]
    public async Task EachNode_IsAskedOnce_ForItsOwn()
    {
        IReadOnlyList<(string Node, long[] Shards)> answers = await AskAsync();
        Assert.Equal(["one", "three", "two"], _nodes.Asked.Order());
        Assert.Equal(Shards.Select(s => s.Name), answers.SelectMany(a => a.Shards).Order());
    }

    [Fact]
    public async Task WhoFails_IsMadeUpFor_AndAskedLastAfterwards()
    {
        _nodes.Does["two"] = _ => Task.FromException<long[]>(new IOException("gone"));
        var times = new NodeTimes(TimeProvider.System);
        await AskAsync(times);
        _nodes.Asked.Clear();
        IReadOnlyList<(string Node, long[] Shards)> answers = await AskAsync(times);
        Assert.Equal(Shards.Select(s => s.Name), answers.SelectMany(a => a.Shards).Order());
        Assert.DoesNotContain("two", _nodes.Asked);
    }

    /// <summary>Of another version: others are asked, but nothing is wrong with it.</summary>
    [Fact]
    public async Task WhoDoesNotKnowTheForm_IsMadeUpFor_AndAskedAsBeforeAfterwards()
    {
        _nodes.Does["two"] = _ => Task.FromException<long[]>(new ByteFormException("form 2"));
        var times = new NodeTimes(TimeProvider.System);
        for (int i = 0; i < 2; i++)
        {
            _nodes.Asked.Clear();
            IReadOnlyList<(string Node, long[] Shards)> answers = await AskAsync(times);
            Assert.Equal(Shards.Select(s => s.Name), answers.SelectMany(a => a.Shards).Order());
            Assert.Contains("two", _nodes.Asked);
        }
    }

    [Fact]
    public async Task WhatANodeHasNot_AnotherIsAskedFor()
    {
        _nodes.Does["one"] = _ => Task.FromResult(Shards.Select(s => s.Name).Where(n => n % 2 == 0).ToArray());
        IReadOnlyList<(string Node, long[] Shards)> answers = await AskAsync();
        Assert.Equal(Shards.Select(s => s.Name), answers.SelectMany(a => a.Shards).Distinct().Order());
        Assert.All(answers.Where(a => a.Node == "one"), a => Assert.DoesNotContain(a.Shards, s => s % 2 == 0));
    }

    /// <summary>A node that never answers costs a second, and its answer is not waited for.</summary>
    [Fact]
    public async Task WhoKeepsOthersWaiting_IsMadeUpFor()
    {
        var cancelled = new TaskCompletionSource();
        _nodes.Does["three"] = async cancel =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return [];
            }
            finally
            {
                cancelled.TrySetResult();
            }
        };
        IReadOnlyList<(string Node, long[] Shards)> answers = await AskAsync();
        Assert.Equal(Shards.Select(s => s.Name), answers.SelectMany(a => a.Shards).Order());
        Assert.DoesNotContain(answers, a => a.Node == "three");
        await cancelled.Task;
    }

    [Fact]
    public async Task IfNobodyAnswers_TheErrorNamesShards_AndTheReason()
    {
        foreach (string name in _nodes.Active)
        {
            _nodes.Does[name] = _ => Task.FromException<long[]>(new IOException("no way there"));
        }

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => AskAsync());
        Assert.Equal(ErrorKind.ClusterUnavailable, error.Kind);
        Assert.Contains("40 shards of the index 'photos' (at byte 1000, 1001, 1002, 1003, 1004, ...)", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("no way there", error.Message, StringComparison.Ordinal);
        foreach (string name in _nodes.Active)
        {
            _nodes.Does[name] = _ => Task.FromResult(Shards.Select(s => s.Name).ToArray());
        }

        error = await Assert.ThrowsAsync<ClusterException>(() => AskAsync());
        Assert.Contains("They do not have them ready yet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_ItEnds()
    {
        foreach (string name in _nodes.Active)
        {
            _nodes.Does[name] = async cancel =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return [];
            };
        }

        using var stop = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(cancel: stop.Token));
    }

    /// <summary>Nodes that fail, lack shards and dawdle at random: all shards, or an error.</summary>
    [Fact]
    public async Task Whatever_AllShardsAreAnsweredFor_OrItIsAnError()
    {
        int errors = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var has = new ConcurrentDictionary<string, long[]>();
            foreach (string name in _nodes.Active)
            {
                has[name] = [.. Shards.Select(s => s.Name).Where(_ => random.Next(4) > 0)];
                bool fails = random.Next(6) == 0;
                int after = random.Next(4);
                _nodes.Does[name] = async cancel =>
                {
                    await Task.Delay(after, cancel);
                    return fails ? throw new IOException() : [.. Shards.Select(s => s.Name).Except(has[name])];
                };
                has[name] = fails ? [] : has[name];
            }

            bool isPossible = Shards.All(s => has.Values.Any(h => h.Contains(s.Name)));
            try
            {
                IReadOnlyList<(string Node, long[] Shards)> answers = await AskAsync();
                Assert.True(isPossible);
                Assert.Equal(Shards.Select(s => s.Name), answers.SelectMany(a => a.Shards).Distinct().Order());
                Assert.All(answers, a => Assert.Empty(a.Shards.Except(has[a.Node])));
            }
            catch (ClusterException)
            {
                Assert.False(isPossible);
                errors++;
            }
        }

        Assert.InRange(errors, 1, 199);
    }

    [Fact]
    public void ANodeThatJoins_MovesNoMoreThanItsShare()
    {
        string[] before = ["a", "b", "c"], after = [.. before, "d"];
        Shard[] many = [.. Enumerable.Range(0, 2000).Select(i => Shards[0] with { Block = Shards[0].Block with { Sha256 = $"{i:x64}" } })];
        int moved = 0;
        foreach (Shard shard in many)
        {
            string[] old = ShardOwners.Order("photos", shard.Block.Sha256, before);
            string[] now = ShardOwners.Order("photos", shard.Block.Sha256, after);
            Assert.Equal(old, now.Where(n => n != "d"));
            moved += now[0] == "d" ? 1 : 0;
        }

        Assert.InRange(moved, 400, 600);
    }

    private async Task<IReadOnlyList<(string Node, long[] Shards)>> AskAsync(NodeTimes? times = null, CancellationToken cancel = default)
    {
        var calls = new ShardCalls(_nodes, times ?? new NodeTimes(TimeProvider.System), TimeProvider.System);
        return await calls.AskAsync("photos", CallKind.Small, Shards, async (node, shards, stop) =>
        {
            HeldAnswer answer = await node.HeldAsync(new HeldQuestion { Index = "photos", Generation = "1" }, stop);
            long[] has = [.. shards.Select(s => s.Name).Except(answer.Shards)];
            return ((node.ToString()!, has), (IReadOnlyCollection<long>)answer.Shards);
        }, cancel);
    }
}
