using System.IO.Enumeration;

namespace ImageSearch.Ingest;

/// <summary>Which folder an index is to agree with, and how.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Recurse">Whether the folders in it are meant too. Links to folders are not followed; links to files are, but to files that the index has already.</param>
public sealed record UpdateOptions(string Folder, bool Recurse)
{
    /// <summary>Files with these endings are taken where nothing is included by name.</summary>
    public static IReadOnlySet<string> Extensions { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".avif",
        ".heic", ".heif", ".hif", ".jxl", ".jp2", ".jpx", ".jpf", ".j2k", ".j2c", ".jpc",
    };

    /// <summary>Only files whose names match one of these (* and ?, case ignored); empty takes all images by their endings.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Files whose names match one of these are left alone, in the folder and in the index.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether a folder without any image means that all are gone. It may as well be a drive that is not there.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>How many images are read at once; 0 means one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>How often what was done is committed.</summary>
    public TimeSpan CommitEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a file's name is meant.</summary>
    internal bool Takes(string name) =>
        (Include.Count == 0 ? Extensions.Contains(Path.GetExtension(name)) : Matches(Include, name)) && !Matches(Exclude, name);

    private static bool Matches(IReadOnlyList<string> patterns, string name) =>
        patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: true));
}
