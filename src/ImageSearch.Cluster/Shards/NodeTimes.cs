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

    /// <summary>Hedges that are allowed however few calls there were.</summary>
    private const int FreeHedges = 20;

    private readonly Dictionary<string, Node> _nodes = [];
    private readonly Lock _lock = new();
    private long _calls;
    private long _hedges;

    /// <summary>After how long without an answer another node is asked as well: three times what 95 of 100 answers take, at least a
    /// second.</summary>
    public TimeSpan HedgeAfter(string node)
    {
        lock (_lock)
        {
            double[] times = [.. NodeOf(node).Seconds.Order()];
            TimeSpan slow = TimeSpan.FromSeconds(times.Length == 0 ? 0 : Slow * times[(int)(0.95 * (times.Length - 1))]);
            return slow > LeastHedge ? slow : LeastHedge;
        }
    }

    /// <summary>Whether another node may be asked as well: of all calls at most one in ten is such a one, so that a cluster that is slow is
    /// not made slower.</summary>
    public bool TryHedge()
    {
        lock (_lock)
        {
            bool may = _hedges < FreeHedges + (HedgedShare * _calls);
            _hedges += may ? 1 : 0;
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
    public void Answered(string node, TimeSpan after)
    {
        lock (_lock)
        {
            Node known = NodeOf(node);
            known.SuspectUntil = default;
            known.Seconds.Enqueue(after.TotalSeconds);
            if (known.Seconds.Count > Kept)
            {
                known.Seconds.Dequeue();
            }

            _calls++;
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
        public Queue<double> Seconds { get; } = [];

        public DateTimeOffset SuspectUntil { get; set; }
    }
}
