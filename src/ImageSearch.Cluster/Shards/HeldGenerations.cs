namespace ImageSearch.Cluster.Shards;

/// <summary>The generations of an index that this node answers for: the newest, and those before it for as long as searches of other nodes
/// may still ask for them.</summary>
/// <param name="clock">Tells the time.</param>
internal sealed class HeldGenerations(TimeProvider clock)
{
    /// <summary>Longer than any request waits.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(60);

    /// <summary>A bound for memory: each has the catalog.</summary>
    private const int Most = 32;

    private readonly Lock _lock = new();
    private readonly List<(string Name, HeldGeneration Held, DateTimeOffset Since)> _held = [];

    /// <summary>A generation; null if it is not prepared, or no longer.</summary>
    /// <param name="name">The SHA-256 of what says what it consists of.</param>
    public HeldGeneration? Find(string name)
    {
        lock (_lock)
        {
            return _held.Find(h => h.Name == name).Held;
        }
    }

    /// <summary>A generation that has a shard here, the newest one first; null if none has.</summary>
    /// <param name="shard">The SHA-256 of the shard.</param>
    public (HeldGeneration Held, Shard Shard)? FindShard(string shard)
    {
        lock (_lock)
        {
            for (int i = _held.Count - 1; i >= 0; i--)
            {
                if (_held[i].Held.ShardHere(shard) is { } found)
                {
                    return (_held[i].Held, found);
                }
            }

            return null;
        }
    }

    /// <summary>Adds a generation that is ready, and forgets old ones.</summary>
    public void Add(string name, HeldGeneration held)
    {
        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            _held.RemoveAll(h => h.Name == name);
            _held.Add((name, held, now));

            // One is old since the next one came.
            while (_held.Count > Most || (_held.Count > 1 && now - _held[1].Since > KeptFor))
            {
                _held.RemoveAt(0);
            }
        }
    }
}
