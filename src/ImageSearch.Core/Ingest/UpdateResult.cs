namespace ImageSearch.Ingest;

/// <summary>What became of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Error">Why it was not done; null if it was.</param>
/// <param name="Pending">How many steps are to follow.</param>
public sealed record UpdateResult(UpdateStep Step, ImageException? Error, long Pending)
{
    /// <summary>
    /// Whether the file is in a format that cannot be read: its decoder is not there, or it was taken by a pattern and is not called as an
    /// image
    /// is. Every update meets it again: <see cref="FolderUpdate.SkippedWarning"/> tells of all at once.
    /// </summary>
    public bool IsSkipped => Error?.Kind == ErrorKind.DecoderMissing
        || (Error?.Kind == ErrorKind.ImageUnreadable && !UpdateOptions.Extensions.Contains(Path.GetExtension(Step.Path)));
}
