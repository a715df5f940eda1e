namespace ImageSearch.Cluster.Shards;

/// <summary>The generations of an index that this node answers for: the newest, and those before it for as long as searches of other nodes
/// may still ask for them.</summary>
/// <param name="clock">Tells the time.</param>
internal sealed class HeldGenerations(TimeProvider clock)
{
    private const int Most = 8;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, (HeldGeneration Held, DateTimeOffset Since)> _held = [];

    /// <summary>A generation; null if it is not prepared, or no longer.</summary>
    public HeldGeneration? Find(long generation)
    {
        lock (_lock)
        {
            return _held.GetValueOrDefault(generation).Held;
        }
    }

    /// <summary>Adds a generation that is ready, and forgets old ones.</summary>
    public void Add(long generation, HeldGeneration held)
    {
        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            _held[generation] = (held, now);
            long[] numbers = [.. _held.Keys];
            for (int i = 0; i < numbers.Length - 1; i++)
            {
                if (numbers.Length - i > Most || now - _held[numbers[i + 1]].Since > KeptFor)
                {
                    _held.Remove(numbers[i]);
                }
            }
        }
    }
}
