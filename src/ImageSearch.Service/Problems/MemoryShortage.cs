namespace ImageSearch.Service.Problems;

/// <summary>Counts how often memory was missing, for whoever can free some.</summary>
internal sealed class MemoryShortage
{
    private int _count;

    /// <summary>How often it was.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>It was once more.</summary>
    public void Note() => Interlocked.Increment(ref _count);
}
