using System.IO.Enumeration;

namespace ImageSearch.Ingest;

/// <summary>Which folder an index is to agree with, and how.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Recurse">Whether the folders in it are meant too. Links to folders are not followed; links to files are, but to files that the index has already.</param>
public sealed record UpdateOptions(string Folder, bool Recurse)
{
    /// <summary>Files with these endings are taken where nothing is included by name.</summary>
    public static IReadOnlySet<string> Endings { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".avif",
        ".heic", ".heif", ".hif", ".jxl", ".jp2", ".jpx", ".jpf", ".j2k", ".j2c", ".jpc",
    };

    /// <summary>Only files whose names match one of these (* and ?, case ignored); empty takes all images by their endings.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Files whose names match one of these are left alone, in the folder and in the index.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>The share of an index that an update removes by itself.</summary>
    public const double UsualMaximumRemoved = 0.2;

    /// <summary>Whether all that is gone is meant to be: a folder without any image too, and any number. It may as well be a drive that is not there.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Which share of the index's images may be removed, 0 to 1, for being gone; more stay. Null is <see cref="UsualMaximumRemoved"/>, or five if that is more.</summary>
    public double? MaximumRemoved { get; init; }

    /// <summary>How many images are read at once; 0 is one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>How often what was done is committed.</summary>
    public TimeSpan CommitEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a file's name is meant.</summary>
    internal bool Takes(string name) =>
        (Include.Count == 0 ? Endings.Contains(Path.GetExtension(name)) : Matches(Include, name)) && !Matches(Exclude, name);

    private static bool Matches(IReadOnlyList<string> patterns, string name) =>
        patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: true));
}
