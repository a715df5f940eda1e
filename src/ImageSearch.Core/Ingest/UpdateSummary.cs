namespace ImageSearch.Ingest;

/// <summary>What an update did.</summary>
/// <param name="Folder">The folder that the index now agrees with.</param>
/// <param name="Added">New files.</param>
/// <param name="Replaced">Files with other content than before.</param>
/// <param name="Moved">Files that were moved or renamed.</param>
/// <param name="Removed">Files that are gone.</param>
/// <param name="Unchanged">Files that are as they were.</param>
/// <param name="Failed">Files that could not be used; those that the index knew stay as they were.</param>
/// <param name="Skipped">Files in a format whose decoder, a part of its own, is not there; those that the index knew stay as they were.</param>
/// <param name="UnreadableFolders">Folders that could not be listed; what the index has of them stays.</param>
/// <param name="Images">How many images the index now has.</param>
/// <param name="Rows">How many rows they have.</param>
/// <param name="Duration">How long it took.</param>
public sealed record UpdateSummary(
    string Folder, int Added, int Replaced, int Moved, int Removed, int Unchanged, int Failed, int Skipped, int UnreadableFolders, int Images, long Rows,
    TimeSpan Duration);
