namespace ImageSearch.Service.Following;

/// <summary>How far a replica of one index is, for metrics and health.</summary>
internal sealed class FollowProgress(TimeProvider time)
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private long _currentTicks, _primaryGeneration, _loadedBytes, _appended, _replaced, _failures;
    private volatile string? _trouble;

    /// <summary>When the replica was last known to have what the primary had; null if never since the start.</summary>
    public DateTimeOffset? CurrentAt => Interlocked.Read(ref _currentTicks) is > 0 and var ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Since then, or since the start.</summary>
    public TimeSpan Lag => time.GetUtcNow() - (CurrentAt ?? _start);

    /// <summary>The newest generation that the primary told of.</summary>
    public long PrimaryGeneration => Interlocked.Read(ref _primaryGeneration);

    /// <summary>Bytes that were loaded, those that were of no use too.</summary>
    public long LoadedBytes => Interlocked.Read(ref _loadedBytes);

    /// <summary>How often what was new was appended.</summary>
    public long Appended => Interlocked.Read(ref _appended);

    /// <summary>How often the file was loaded whole.</summary>
    public long Replaced => Interlocked.Read(ref _replaced);

    /// <summary>How often something failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Why it does not follow just now, in words; null while it does.</summary>
    public string? Trouble => _trouble;

    /// <summary>The primary has this generation.</summary>
    public void Told(long generation) => Interlocked.Exchange(ref _primaryGeneration, generation);

    public void Loaded(int bytes) => Interlocked.Add(ref _loadedBytes, bytes);

    public void Took(bool isWhole) => Interlocked.Increment(ref isWhole ? ref _replaced : ref _appended);

    /// <summary>The replica has what the primary had then.</summary>
    /// <returns>Whether there was trouble before.</returns>
    public bool Current(DateTimeOffset at)
    {
        Interlocked.Exchange(ref _currentTicks, at.UtcTicks);
        bool was = _trouble is not null;
        _trouble = null;
        return was;
    }

    /// <summary>Something failed.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Failed(string reason)
    {
        Interlocked.Increment(ref _failures);
        bool isNew = _trouble != reason;
        _trouble = reason;
        return isNew;
    }
}
