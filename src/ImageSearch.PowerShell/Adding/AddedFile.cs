using ImageSearch.Index;

namespace ImageSearch.PowerShell.Adding;

/// <summary>What became of one file that was to be added.</summary>
/// <param name="Path">The path as it was given.</param>
/// <param name="Outcome">What was done, if there is no error.</param>
/// <param name="Image">The image in the index, if there is no error.</param>
/// <param name="Error">Why it is not known to be there; null if it is.</param>
internal sealed record AddedFile(string Path, AddOutcome Outcome, IndexedImage? Image, Exception? Error)
{
    /// <summary>Whether it was not sent at all, as one before or beside it ended the work.</summary>
    public bool IsNotSent { get; init; }

    /// <summary>What -Verbose says beside that; null for nothing.</summary>
    public string? Detail { get; init; }
}
