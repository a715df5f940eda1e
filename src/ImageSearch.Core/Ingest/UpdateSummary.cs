namespace ImageSearch.Ingest;

/// <summary>What an update did.</summary>
public sealed record UpdateSummary(
    string Folder, int Added, int Replaced, int Moved, int Removed, int Unchanged, int Failed, int Skipped, int UnreadableFolders,
    int Images, long Rows,
    TimeSpan Duration)
{
    /// <summary>Images that stay though their files are gone, for a drive may be missing; warnings tell which.</summary>
    public int Kept { get; internal init; }

    /// <summary>The folder that the index now agrees with.</summary>
    public string Folder { get; } = Folder;

    /// <summary>New files.</summary>
    public int Added { get; } = Added;

    /// <summary>Files with other content than before.</summary>
    public int Replaced { get; } = Replaced;

    /// <summary>Files that were moved or renamed.</summary>
    public int Moved { get; } = Moved;

    /// <summary>Files that are gone.</summary>
    public int Removed { get; } = Removed;

    /// <summary>Files that are as they were.</summary>
    public int Unchanged { get; } = Unchanged;

    /// <summary>Files that could not be used; those that the index knew stay as they were.</summary>
    public int Failed { get; } = Failed;

    /// <summary>Files in a format that cannot be read here; those that the index knew stay as they were.</summary>
    public int Skipped { get; } = Skipped;

    /// <summary>Folders that could not be listed; what the index has of them stays.</summary>
    public int UnreadableFolders { get; } = UnreadableFolders;

    /// <summary>How many images the index now has.</summary>
    public int Images { get; } = Images;

    /// <summary>How many rows they have.</summary>
    public long Rows { get; } = Rows;

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; } = Duration;
}
