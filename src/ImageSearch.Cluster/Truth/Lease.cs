namespace ImageSearch.Cluster.Truth;

/// <summary>The right to publish an index, until it ends or another writer has it.</summary>
/// <param name="Index">The index.</param>
/// <param name="Epoch">Counts the index's writers: whoever has a lower one is refused.</param>
/// <param name="Generation">The newest generation when it was given; 0 if none was published.</param>
/// <param name="Writer">Who has it, in words.</param>
internal sealed record Lease(string Index, long Epoch, long Generation, string Writer)
{
    /// <summary>This process, in words that tell an operator where it runs.</summary>
    public static string ThisWriter { get; } = $"process {Environment.ProcessId} on {Environment.MachineName}";
}
