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

    private readonly ConcurrentDictionary<string, CallCounts> _counts = [];
    private readonly ConcurrentDictionary<string, ShardOrders> _orders = [];

    /// <summary>What became of the questions about an index.</summary>
    public CallCounts CountsOf(string index) => _counts.GetOrAdd(index, _ => new CallCounts());

    /// <summary>Who should have which shard of an index.</summary>
    public ShardOrders OrdersOf(string index) => _orders.GetOrAdd(index, i => new ShardOrders(i));

    /// <summary>Asks for shards.</summary>
    /// <param name="index">The index.</param>
    /// <param name="kind">What the question is like.</param>
    /// <param name="shards">The shards.</param>
    /// <param name="ask">Asks one node for some of them: its answer, and the shards that it has not. It may answer for fewer than
    /// all.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The answers. Some shards may be answered for twice, alike.</returns>
    /// <exception cref="ClusterException">Nobody answers for some shards.</exception>
    public async Task<IReadOnlyList<T>> AskAsync<T>(string index, CallKind kind, IReadOnlyList<Shard> shards,
        Func<IShardNode, IReadOnlyList<Shard>, CancellationToken, Task<(T Answer, IReadOnlyCollection<long> NotHere)>> ask,
        CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        IReadOnlyCollection<string> active = nodes.Serving(index);
        var asking = new Asking<T>(kind, ask, CountsOf(index), stop.Token);
        OrderAll(index, shards, active, asking.Left);
        var answers = new List<T>();
        Exception? last = null;
        try
        {
            Send(asking, [.. asking.Left.Values]);
            while (asking.Left.Count > 0)
            {
                if (asking.Calls.Count == 0)
                {
                    throw ClusterException.ShardsUnavailable(index, [.. asking.Left.Keys], active.Count, last);
                }

                await FirstAsync(asking.Calls, cancel).ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();
                foreach (Call<T> call in asking.Calls.Where(c => c.Task.IsCompleted).ToArray())
                {
                    asking.Calls.Remove(call);
                    last = Take(asking, call, answers) ?? last;
                }

                Hedge(asking);
                HashSet<long> waitedFor = [.. asking.Calls.Where(c => !c.IsLate).SelectMany(c => c.Shards)];
                Send(asking, [.. asking.Left.Values.Where(w => !waitedFor.Contains(w.Shard.Name))]);
            }

            return answers;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Who has which shard, who should have it first; who failed just now last.</summary>
    private void OrderAll(string index, IReadOnlyList<Shard> shards, IReadOnlyCollection<string> active, Dictionary<long, Wanted> wanted)
    {
        Func<string, string[]> orders = OrdersOf(index).Among(active, shards.Count);
        HashSet<string> suspects = [.. active.Where(times.IsSuspect)];
        foreach (Shard shard in shards)
        {
            string[] order = orders(shard.Block.Sha256);
            wanted[shard.Name] = new Wanted(shard, suspects.Count == 0 ? order : [.. order.OrderBy(suspects.Contains)]);
        }
    }

    /// <summary>Asks for shards that nobody is asked for: of each the next node.</summary>
    private void Send<T>(Asking<T> asking, IReadOnlyList<Wanted> wanted)
    {
        foreach (IGrouping<string, Wanted> some in wanted.Where(w => w.Next < w.Order.Length).GroupBy(w => w.Order[w.Next++]).ToArray())
        {
            Shard[] mine = [.. some.Select(w => w.Shard)];
            asking.Calls.Add(new Call<T>(some.Key, [.. mine.Select(s => s.Name)], clock.GetTimestamp(),
                times.HedgeAfter(some.Key, asking.Kind), AskOneAsync(asking, some.Key, mine)));
        }
    }

    private async Task<(T, IReadOnlyCollection<long>)> AskOneAsync<T>(Asking<T> asking, string node, IReadOnlyList<Shard> shards) =>
        await asking.Ask(nodes.Node(node), shards, asking.Stop).WaitAsync(Longest, clock, asking.Stop).ConfigureAwait(false);

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
        }
    }

    /// <summary>Lets others be asked for what is waited for too long.</summary>
    private void Hedge<T>(Asking<T> asking)
    {
        foreach (Call<T> call in asking.Calls.Where(c => !c.IsLate && clock.GetElapsedTime(c.Sent) >= c.HedgeAfter))
        {
            call.IsLate = times.TryHedge();
            if (call.IsLate)
            {
                times.Suspect(call.Node);
                asking.Counts.CountHedge();
            }
            else
            {
                call.HedgeAfter += NodeTimes.LeastHedge;
            }
        }
    }

    /// <summary>Takes what a call brought; why it brought nothing, if it did not.</summary>
    private Exception? Take<T>(Asking<T> asking, Call<T> call, List<T> answers)
    {
        asking.Counts.Count(call.Task.IsCompletedSuccessfully);
        if (!call.Task.IsCompletedSuccessfully)
        {
            Exception? why = call.Task.Exception?.GetBaseException();
            if (why is not ByteFormException)
            {
                times.Suspect(call.Node);
            }

            return why ?? new TimeoutException($"{call.Node} did not answer.");
        }

        times.Answered(call.Node, asking.Kind, clock.GetElapsedTime(call.Sent));
        (T answer, IReadOnlyCollection<long> notHere) = call.Task.Result;
        HashSet<long> missing = [.. notHere];
        int before = asking.Left.Count;
        foreach (long shard in call.Shards.Where(s => !missing.Contains(s)))
        {
            asking.Left.Remove(shard);
        }

        if (asking.Left.Count < before)
        {
            answers.Add(answer);
        }

        return null;
    }

    /// <summary>A shard that is asked for, and whom to ask for it, one after the other.</summary>
    private sealed record Wanted(Shard Shard, string[] Order)
    {
        /// <summary>Who is the next.</summary>
        public int Next { get; set; }
    }

    /// <summary>A question that is under way.</summary>
    private sealed record Asking<T>(CallKind Kind,
        Func<IShardNode, IReadOnlyList<Shard>, CancellationToken, Task<(T Answer, IReadOnlyCollection<long> NotHere)>> Ask,
        CallCounts Counts, CancellationToken Stop)
    {
        /// <summary>What is not answered for yet, by name.</summary>
        public Dictionary<long, Wanted> Left { get; } = [];

        /// <summary>The calls that are waited for.</summary>
        public List<Call<T>> Calls { get; } = [];
    }

    /// <summary>A call that is under way.</summary>
    private sealed class Call<T>(
        string node, long[] shards, long sent, TimeSpan hedgeAfter, Task<(T Answer, IReadOnlyCollection<long> NotHere)> task)
    {
        public string Node => node;

        public long[] Shards => shards;

        public long Sent => sent;

        public TimeSpan HedgeAfter { get; set; } = hedgeAfter;

        public Task<(T Answer, IReadOnlyCollection<long> NotHere)> Task => task;

        /// <summary>Whether others are asked meanwhile.</summary>
        public bool IsLate { get; set; }
    }
}
