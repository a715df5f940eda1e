namespace ImageSearch.Cluster.Shards;

/// <summary>What became of the questions about an index since the start.</summary>
internal sealed class CallCounts
{
    private long _answered;
    private long _failed;
    private long _hedged;

    /// <summary>Questions that were answered.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Questions that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Questions that were not answered in time, so that others were asked too.</summary>
    public long Hedged => Interlocked.Read(ref _hedged);

    /// <summary>Counts an answer, or a failure.</summary>
    public void Count(bool isAnswered) => Interlocked.Increment(ref isAnswered ? ref _answered : ref _failed);

    /// <summary>Counts a question that was asked of others too.</summary>
    public void CountHedge() => Interlocked.Increment(ref _hedged);
}
