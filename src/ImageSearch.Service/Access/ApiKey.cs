namespace ImageSearch.Service.Access;

/// <summary>An API key as its file has it.</summary>
/// <param name="Name">Whose key it is.</param>
/// <param name="Scope">What it allows.</param>
/// <param name="Indexes">The names of the indexes that it is for; null for all, also such as come later.</param>
/// <param name="Expires">From when on it counts no more; null if it does not expire.</param>
internal sealed record ApiKey(string Name, KeyScope Scope, IReadOnlySet<string>? Indexes, DateTimeOffset? Expires)
{
    /// <summary>Whether it is for an index; what it is not for, it may not see.</summary>
    public bool IsFor(string index) => Indexes is null || Indexes.Contains(index);

    /// <summary>Whether it has expired, at its very moment too.</summary>
    public bool HasExpired(DateTimeOffset now) => now >= Expires;
}
