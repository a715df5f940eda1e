using ImageSearch.Files;
using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>Folders whose images are kept, whatever else is a duplicate of them.</summary>
public sealed class ReferenceFolders
{
    private static readonly StringComparison Comparison =
        FilePaths.Comparer == StringComparer.Ordinal ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private readonly string[] _folders;

    /// <param name="folders">Full paths.</param>
    public ReferenceFolders(IEnumerable<string> folders) => _folders =
    [
        .. folders.Select(f => f.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) + Path.DirectorySeparatorChar),
    ];

    /// <summary>Whether there are any.</summary>
    public bool Any => _folders.Length > 0;

    /// <summary>Whether an image lies in one of them, or below.</summary>
    public bool Has(IndexedImage image) => Array.Exists(_folders, f => image.Path.StartsWith(f, Comparison));

    /// <summary>The place of the first of them in which an index has no image: mistyped, it would protect none, without a word; -1 if there
    /// is none such.</summary>
    public int FindIdle(IndexSnapshot snapshot)
    {
        IndexEntry[] entries = snapshot.Entries.ToArray();
        return Array.FindIndex(_folders, f => !Array.Exists(entries, e => e.Image.Path.StartsWith(f, Comparison)));
    }
}
