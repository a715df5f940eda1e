namespace ImageSearch.Threads;

/// <summary>How many threads work: as many as are asked for, and one a processor where 0 is asked for.</summary>
internal static class ThreadCount
{
    /// <summary>More threads than this are of no use anywhere.</summary>
    public const int Max = 256;

    /// <summary>What may be asked for.</summary>
    public static ValueRange Range { get; } = new(0, Max);

    /// <summary>The number of threads that is meant.</summary>
    /// <param name="threads">0 means one per processor.</param>
    public static int Of(int threads) => threads == 0 ? Environment.ProcessorCount : threads;

    /// <summary>Loops of so many threads.</summary>
    /// <inheritdoc cref="Of"/>
    public static ParallelOptions Parallel(int threads, CancellationToken cancel) =>
        new() { MaxDegreeOfParallelism = threads == 0 ? -1 : threads, CancellationToken = cancel };
}
