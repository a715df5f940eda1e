namespace ImageSearch.Service.Indexes;

/// <summary>Why an index's file cannot be taken up as it is.</summary>
/// <param name="Kind">What kind of error.</param>
/// <param name="Message">What the log says; it names the file.</param>
/// <param name="Error">The error; null where it was not one of ours.</param>
internal sealed record IndexTrouble(ErrorKind Kind, string Message, ImageSearchException? Error)
{
    /// <summary>Since when (UTC).</summary>
    public DateTime SinceUtc { get; init; } = DateTime.UtcNow;
}
