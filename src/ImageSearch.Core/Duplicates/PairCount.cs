namespace ImageSearch.Duplicates;

/// <summary>Counts pairs that are compared, and tells who wants to know. For several threads.</summary>
internal sealed class PairCount(Action<long, long>? progress)
{
    private long _done;
    private long _total;

    public void Expect(int pairs) => Interlocked.Add(ref _total, pairs);

    public void Done() => progress?.Invoke(Interlocked.Increment(ref _done), Interlocked.Read(ref _total));
}
