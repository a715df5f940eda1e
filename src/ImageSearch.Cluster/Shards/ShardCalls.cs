using System.Collections.Concurrent;

namespace ImageSearch.Cluster.Shards;

/// <summary>
/// Asks those who have shards, each node once for all of its. Who fails, has a shard no more, or keeps others waiting is made up for by the
/// next node that has it; what comes first counts. The answer is complete, or an error.
/// </summary>
/// <param name="nodes">The nodes.</param>
/// <param name="times">How they answered before.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class ShardCalls(IShardNodes nodes, NodeTimes times, TimeProvider clock)
{
    /// <summary>An answer that takes longer than this does not come.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Who should have which shard, for as long as the same nodes are up: each search asks for all shards.</summary>
    private volatile Orders? _orders;

    private readonly ConcurrentDictionary<string, CallCounts> _counts = [];

    /// <summary>What became of the questions about an index.</summary>
    public CallCounts CountsOf(string index) => _counts.GetOrAdd(index, _ => new CallCounts());

    /// <summary>Asks for shards.</summary>
    /// <param name="index">The index.</param>
    /// <param name="shards">The shards.</param>
    /// <param name="ask">Asks one node for some of them: its answer, and the shards that it has not. It may answer for fewer than
    /// all.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The answers. Some shards may be answered for twice, alike.</returns>
    /// <exception cref="ClusterException">Nobody answers for some shards.</exception>
    public async Task<IReadOnlyList<T>> AskAsync<T>(string index, IReadOnlyList<Shard> shards,
        Func<IShardNode, IReadOnlyList<Shard>, CancellationToken, Task<(T Answer, IReadOnlyCollection<long> NotHere)>> ask,
        CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        IReadOnlyCollection<string> active = nodes.Active;
        ConcurrentDictionary<(string, string), string[]> orders = OrdersOf(active);
        List<Wanted> left = [.. shards.Select(s => new Wanted(s, OrderFor(index, s, active, orders)))];
        var answers = new List<T>();
        var calls = new List<Call<T>>();
        Exception? last = null;
        try
        {
            Send(left, calls, ask, stop.Token);
            while (left.Count > 0)
            {
                if (calls.Count == 0)
                {
                    throw ClusterException.ShardsUnavailable(index, [.. left.Select(w => w.Shard.Name)], active.Count, last);
                }

                await FirstAsync(calls, cancel).ConfigureAwait(false);
                foreach (Call<T> call in calls.Where(c => c.Task.IsCompleted).ToArray())
                {
                    calls.Remove(call);
                    last = Take(call, left, answers) ?? last;
                    CountsOf(index).Count(call.Task.IsCompletedSuccessfully);
                }

                Hedge(calls, CountsOf(index));
                Send([.. left.Where(w => !calls.Any(c => c.For.Contains(w) && !c.IsLate))], calls, ask, stop.Token);
            }

            return answers;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Who has a shard, who should have it first; who failed just now last.</summary>
    private Queue<string> OrderFor(
        string index, Shard shard, IReadOnlyCollection<string> active, ConcurrentDictionary<(string, string), string[]> orders)
    {
        string[] order = orders.GetOrAdd((index, shard.Block.Sha256), _ => ShardOwners.Order(index, shard.Block.Sha256, active));
        return new Queue<string>(order.OrderBy(times.IsSuspect));
    }

    private ConcurrentDictionary<(string, string), string[]> OrdersOf(IReadOnlyCollection<string> active)
    {
        string key = string.Join(' ', active.Order(StringComparer.Ordinal));
        Orders? known = _orders;
        if (known?.Nodes != key)
        {
            _orders = known = new Orders(key, []);
        }

        return known.ByShard;
    }

    /// <summary>Asks for shards that nobody is asked for: of each the next node.</summary>
    private void Send<T>(IReadOnlyList<Wanted> wanted, List<Call<T>> calls,
        Func<IShardNode, IReadOnlyList<Shard>, CancellationToken, Task<(T, IReadOnlyCollection<long>)>> ask, CancellationToken stop)
    {
        foreach (IGrouping<string, Wanted> some in wanted.Where(w => w.Order.Count > 0).GroupBy(w => w.Order.Dequeue()).ToArray())
        {
            Wanted[] mine = [.. some];
            calls.Add(new Call<T>(some.Key, mine, clock.GetTimestamp(), times.HedgeAfter(some.Key),
                AskOneAsync(some.Key, [.. mine.Select(w => w.Shard)], ask, stop)));
        }
    }

    private async Task<(T, IReadOnlyCollection<long>)> AskOneAsync<T>(string node, IReadOnlyList<Shard> shards,
        Func<IShardNode, IReadOnlyList<Shard>, CancellationToken, Task<(T, IReadOnlyCollection<long>)>> ask, CancellationToken stop) =>
        await ask(nodes.Node(node), shards, stop).WaitAsync(Longest, clock, stop).ConfigureAwait(false);

    /// <summary>Waits until a call ends or keeps others waiting.</summary>
    private async Task FirstAsync<T>(List<Call<T>> calls, CancellationToken cancel)
    {
        Task ended = Task.WhenAny(calls.Select(c => c.Task));
        Call<T>[] inTime = [.. calls.Where(c => !c.IsLate)];
        if (inTime.Length == 0)
        {
            await ended.WaitAsync(cancel).ConfigureAwait(false);
            return;
        }

        TimeSpan pause = inTime.Min(c => c.HedgeAfter - clock.GetElapsedTime(c.Sent));
        if (pause > TimeSpan.Zero)
        {
            using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(ended, Task.Delay(pause, clock, awake.Token)).ConfigureAwait(false);
            await awake.CancelAsync().ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Lets others be asked for what is waited for too long.</summary>
    private void Hedge<T>(List<Call<T>> calls, CallCounts counts)
    {
        foreach (Call<T> call in calls.Where(c => !c.IsLate && clock.GetElapsedTime(c.Sent) >= c.HedgeAfter))
        {
            call.IsLate = times.TryHedge();
            if (call.IsLate)
            {
                times.Suspect(call.Node);
                counts.CountHedge();
            }
            else
            {
                call.HedgeAfter += NodeTimes.LeastHedge;
            }
        }
    }

    /// <summary>Takes what a call brought; why it brought nothing, if it did not.</summary>
    private Exception? Take<T>(Call<T> call, List<Wanted> left, List<T> answers)
    {
        if (!call.Task.IsCompletedSuccessfully)
        {
            times.Suspect(call.Node);
            return call.Task.Exception?.GetBaseException() ?? new TimeoutException($"{call.Node} did not answer.");
        }

        times.Answered(call.Node, clock.GetElapsedTime(call.Sent));
        (T answer, IReadOnlyCollection<long> notHere) = call.Task.Result;
        int answered = left.RemoveAll(w => call.For.Contains(w) && !notHere.Contains(w.Shard.Name));
        if (answered > 0)
        {
            answers.Add(answer);
        }

        return null;
    }

    /// <summary>Who should have which shard, while some nodes are up.</summary>
    private sealed record Orders(string Nodes, ConcurrentDictionary<(string, string), string[]> ByShard);

    /// <summary>A shard that is asked for, and whom nobody asked for it yet.</summary>
    private sealed record Wanted(Shard Shard, Queue<string> Order);

    /// <summary>A call that is under way.</summary>
    private sealed class Call<T>(
        string node, Wanted[] wanted, long sent, TimeSpan hedgeAfter, Task<(T Answer, IReadOnlyCollection<long> NotHere)> task)
    {
        public string Node => node;

        public Wanted[] For => wanted;

        public long Sent => sent;

        public TimeSpan HedgeAfter { get; set; } = hedgeAfter;

        public Task<(T Answer, IReadOnlyCollection<long> NotHere)> Task => task;

        /// <summary>Whether others are asked meanwhile.</summary>
        public bool IsLate { get; set; }
    }
}
