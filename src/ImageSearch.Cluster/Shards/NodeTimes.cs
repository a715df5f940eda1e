namespace ImageSearch.Cluster.Shards;

/// <summary>How long nodes take to answer, and which of them failed just now.</summary>
/// <param name="clock">Tells the time.</param>
internal sealed class NodeTimes(TimeProvider clock)
{
    /// <summary>After so long at least another node is asked as well: a shorter wait would ask twice whenever a scan takes its
    /// time.</summary>
    public static readonly TimeSpan LeastHedge = TimeSpan.FromSeconds(1);

    /// <summary>For so long a node that failed is asked last.</summary>
    public static readonly TimeSpan SuspectFor = TimeSpan.FromSeconds(5);

    private const int Kept = 64;
    private const int Slow = 3;
    private const double HedgedShare = 0.1;

    /// <summary>So many hedges at once are allowed, however seldom there was reason for one.</summary>
    private const double MostHedges = 20;

    private readonly Dictionary<string, Node> _nodes = [];
    private readonly Lock _lock = new();
    private double _hedges = MostHedges;

    /// <summary>After how long without an answer another node is asked as well: three times what 95 of 100 answers take, at least a
    /// second.</summary>
    public TimeSpan HedgeAfter(string node, CallKind kind)
    {
        lock (_lock)
        {
            double[] times = [.. NodeOf(node).Seconds(kind).Order()];
            TimeSpan slow = TimeSpan.FromSeconds(times.Length == 0 ? 0 : Slow * times[(int)(0.95 * (times.Length - 1))]);
            return slow > LeastHedge ? slow : LeastHedge;
        }
    }

    /// <summary>Whether another node may be asked as well: for one of ten calls, and twenty at once, so that a cluster that is slow is not
    /// made slower.</summary>
    public bool TryHedge()
    {
        lock (_lock)
        {
            bool may = _hedges >= 1;
            _hedges -= may ? 1 : 0;
            return may;
        }
    }

    /// <summary>Whether a node failed, or did not answer in time, a moment ago.</summary>
    public bool IsSuspect(string node)
    {
        lock (_lock)
        {
            return NodeOf(node).SuspectUntil > clock.GetUtcNow();
        }
    }

    /// <summary>Notes an answer.</summary>
    public void Answered(string node, CallKind kind, TimeSpan after)
    {
        lock (_lock)
        {
            Node known = NodeOf(node);
            known.SuspectUntil = default;
            Queue<double> seconds = known.Seconds(kind);
            seconds.Enqueue(after.TotalSeconds);
            if (seconds.Count > Kept)
            {
                seconds.Dequeue();
            }

            _hedges = Math.Min(MostHedges, _hedges + HedgedShare);
        }
    }

    /// <summary>Notes that a node failed, or keeps others waiting.</summary>
    public void Suspect(string node)
    {
        lock (_lock)
        {
            NodeOf(node).SuspectUntil = clock.GetUtcNow() + SuspectFor;
        }
    }

    private Node NodeOf(string name) => _nodes.TryGetValue(name, out Node? known) ? known : _nodes[name] = new Node();

    private sealed class Node
    {
        private readonly Queue<double>[] _seconds = [new(), new()];

        public Queue<double> Seconds(CallKind kind) => _seconds[(int)kind];

        public DateTimeOffset SuspectUntil { get; set; }
    }
}
