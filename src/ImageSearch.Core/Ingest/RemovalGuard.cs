using ImageSearch.Files;
using ImageSearch.Index;

namespace ImageSearch.Ingest;

/// <summary>
/// Which of the images whose files are gone an update may remove. A drive that is not there looks like a folder that somebody emptied, so
/// what looks like that stays in the index, with a warning, until somebody says that it is meant.
/// </summary>
internal sealed class RemovalGuard
{
    /// <summary>So few may always go, unless a share was asked for: of a small index, one is a large share.</summary>
    private const int AlwaysAllowed = 5;

    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, Counts> _folders = new(FilePaths.Comparer);
    private readonly string _root;

    /// <param name="options">What is allowed.</param>
    /// <param name="gone">Images whose files are gone, and that were not recognised elsewhere.</param>
    /// <param name="known">All images of the index.</param>
    /// <param name="files">What was found in the folder.</param>
    /// <param name="volumes">On which volumes it lies.</param>
    public RemovalGuard(UpdateOptions options, IReadOnlyList<IndexedImage> gone, IEnumerable<IndexedImage> known,
        IEnumerable<ScannedFile> files, FolderVolumes volumes)
    {
        _root = options.Folder;
        if (options.AllowEmpty || gone.Count == 0)
        {
            Removed = gone;
            return;
        }

        int images = Count(known, gone, files);
        gone = KeepElsewhere(gone, volumes);
        var emptied = gone.GroupBy(i => EmptiedFolderOf(i.Path), FilePaths.Comparer).ToArray();
        foreach (IGrouping<string?, IndexedImage> folder in emptied.Where(f => f.Key is not null))
        {
            _warnings.Add($"The folder '{folder.Key}' has none of its {folder.Count()} images any "
                + $"more{(_folders[folder.Key!].Files == 0 ? "" : " and others in their place")}; "
                + "they stay in the index. A drive may be missing.");
        }

        IndexedImage[] rest = [.. gone.Where(i => EmptiedFolderOf(i.Path) is null)];
        double most = options.MaximumRemoved ?? UpdateOptions.DefaultMaximumRemoved;
        if (rest.Length > most * images && (options.MaximumRemoved is not null || rest.Length > AlwaysAllowed))
        {
            _warnings.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{rest.Length} of {images} images are gone from '{_root}', more than the share of {most:0.##} that an update removes by "
                + $"itself; they stay in the index. "
                + $"A drive may be missing."));
            rest = [];
        }

        Removed = rest;
    }

    /// <summary>What may be removed.</summary>
    public IReadOnlyList<IndexedImage> Removed { get; }

    /// <summary>Whether another drive seems to be mounted where images were.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>What stays though its file is gone, and why.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Leaves out, with a warning, what lay on another volume than is there now, unless some of it is there still.</summary>
    private IReadOnlyList<IndexedImage> KeepElsewhere(IReadOnlyList<IndexedImage> gone, FolderVolumes volumes)
    {
        string? ElsewhereOf(IndexedImage image) =>
            volumes.ChangedAround(image.Path) is { } folder && CountsOf(folder).Left == 0 ? folder : null;

        var places = gone.GroupBy(ElsewhereOf, FilePaths.Comparer).ToArray();
        foreach (IGrouping<string?, IndexedImage> place in places.Where(p => p.Key is not null))
        {
            IsElsewhere = true;
            _warnings.Add($"The folder '{place.Key}' lies on another volume than at the last update, "
                + $"and has none of its {place.Count()} images "
                + "any more; they stay in the index. Another drive may be mounted in its place, or none.");
        }

        return [.. places.Where(p => p.Key is null).SelectMany(p => p)];
    }

    /// <summary>Notes of every folder below the root what lies in it; returns how many images the index has.</summary>
    private int Count(IEnumerable<IndexedImage> known, IReadOnlyList<IndexedImage> gone, IEnumerable<ScannedFile> files)
    {
        var goneIds = gone.Select(i => i.Id).ToHashSet();
        int images = 0;
        foreach (IndexedImage image in known)
        {
            images++;
            IEnumerable<string> folders = FolderUpdate.IsBelow(image.Path, _root) ? FoldersOf(image.Path).Append(_root) : [];
            foreach (Counts folder in folders.Select(CountsOf))
            {
                folder.Gone += goneIds.Contains(image.Id) ? 1 : 0;
                folder.Left += goneIds.Contains(image.Id) ? 0 : 1;
            }
        }

        foreach (ScannedFile file in files)
        {
            foreach (Counts folder in FoldersOf(file.Path).Select(CountsOf))
            {
                folder.Files++;
            }
        }

        return images;
    }

    /// <summary>The topmost folder around a path that is there and has none of its images any more, and at most fewer others; null if there
    /// is none.</summary>
    private string? EmptiedFolderOf(string path) =>
        FoldersOf(path).LastOrDefault(f => CountsOf(f) is { Left: 0 } counts && counts.Files < counts.Gone && Directory.Exists(f));

    /// <summary>The folders around a path, the innermost first, as far as they lie below the root.</summary>
    private IEnumerable<string> FoldersOf(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder?.Length > _root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (!FolderUpdate.IsBelow(folder, _root))
            {
                yield break;
            }

            yield return folder;
        }
    }

    private Counts CountsOf(string folder) => _folders.TryGetValue(folder, out Counts? counts) ? counts : _folders[folder] = new Counts();

    private sealed class Counts
    {
        public int Gone { get; set; }

        public int Left { get; set; }

        public int Files { get; set; }
    }
}
