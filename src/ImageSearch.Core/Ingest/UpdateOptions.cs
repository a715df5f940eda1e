using ImageSearch.Index;

namespace ImageSearch.Ingest;

/// <summary>Which folder an index is to agree with, and how.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Recurse">Whether the folders in it are meant too. Links to folders are not followed; links to files are, but to files that
/// the index has already.</param>
public sealed record UpdateOptions(string Folder, bool Recurse)
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IReadOnlyList<string>, NamePattern[]> Known = [];

    /// <summary>Files with these endings are taken where nothing is included by name.</summary>
    public static IReadOnlySet<string> Extensions { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".avif",
        ".heic", ".heif", ".hif", ".jxl", ".jp2", ".jpx", ".jpf", ".j2k", ".j2c", ".jpc",
    };

    /// <summary>
    /// Only files that match one of these, as PowerShell's wildcards do (case ignored): by their names, or, of a pattern with a separator
    /// in it, by their paths from the folder on. Empty takes all images by their endings.
    /// </summary>
    public IReadOnlyList<string> Include { get; init => field = [.. value]; } = [];

    /// <summary>What matches one of these is left alone, in the folder and in the index: files, and all that lies in folders that
    /// match.</summary>
    public IReadOnlyList<string> Exclude { get; init => field = [.. value]; } = [];

    /// <summary>What an index keeps of a folder that it was updated from.</summary>
    public static UpdateOptions Of(FollowedFolder folder) => new(folder.FullName, folder.Recurse)
    { Include = folder.Include, Exclude = folder.Exclude };

    /// <summary>Why patterns can never match, one sentence each.</summary>
    public IReadOnlyList<string> IdlePatterns =>
        [.. Patterns(Include).Concat(Patterns(Exclude)).Where(p => p.Problem is not null)
            .Select(p => $"The pattern '{p.Text}' can never match: {p.Problem}.")];

    /// <summary>The share of an index that an update removes by itself.</summary>
    public const double DefaultMaximumRemoved = 0.2;

    /// <summary>Seconds from one commit to the next, unless another number is asked for.</summary>
    public const int DefaultCommitSeconds = 60;

    /// <summary>No more seconds than this may be asked for: a day.</summary>
    public const int MaxCommitSeconds = 86_400;

    /// <summary>Whether all that is gone is meant to be: a folder without any image too, and any number. It may as well be a drive that is
    /// not there.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>The share of the index's images that may be removed, 0 to 1, for being gone. Null is <see cref="DefaultMaximumRemoved"/>,
    /// or five if that is more.</summary>
    public double? MaximumRemoved { get; init; }

    /// <summary>How many images are read at once; 0 means one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>How often what was done is committed.</summary>
    public TimeSpan CommitEvery { get; init; } = TimeSpan.FromSeconds(DefaultCommitSeconds);

    /// <summary>Whether a file below the folder is meant.</summary>
    internal bool Takes(string path)
    {
        string relative = Path.GetRelativePath(Folder, path).Replace(Path.DirectorySeparatorChar, '/');
        return (Include.Count == 0 ? Extensions.Contains(Path.GetExtension(path)) : Patterns(Include).Any(p => p.MatchesFile(relative)))
            && !Patterns(Exclude).Any(p => p.MatchesFile(relative) || p.MatchesFolderOf(relative));
    }

    private static NamePattern[] Patterns(IReadOnlyList<string> texts) =>
        Known.GetValue(texts, t => [.. t.Select(p => new NamePattern(p))]);
}
