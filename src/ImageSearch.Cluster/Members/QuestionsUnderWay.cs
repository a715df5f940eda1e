namespace ImageSearch.Cluster.Members;

/// <summary>The questions of other nodes that this one is answering. A node that leaves tells the others, so that they ask it no more, and
/// answers these before it goes.</summary>
internal sealed class QuestionsUnderWay : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>An answer that is there is on its way within this time.</summary>
    private static readonly TimeSpan Sent = TimeSpan.FromMilliseconds(50);

    private int _count;

    /// <summary>Counts a question until it is answered.</summary>
    public async Task<T> CountAsync<T>(Func<Task<T>> answer)
    {
        Interlocked.Increment(ref _count);
        try
        {
            return await answer().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(QuestionsUnderWay),

        // Stages end in the opposite order: after the node has said that it leaves, before it refuses messages.
        ServiceLifecycleStage.AfterRuntimeGrainServices, _ => Task.CompletedTask, EndAsync);

    private async Task EndAsync(CancellationToken soon)
    {
        while (Volatile.Read(ref _count) > 0 && !soon.IsCancellationRequested)
        {
            await Task.Delay(Look, CancellationToken.None).ConfigureAwait(false);
        }

        await Task.Delay(Sent, CancellationToken.None).ConfigureAwait(false);
    }
}
