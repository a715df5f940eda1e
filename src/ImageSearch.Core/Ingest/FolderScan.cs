using ImageSearch.Files;
using ImageSearch.Quarantine;

namespace ImageSearch.Ingest;

/// <summary>
/// What lies in a folder: the files that are meant, in a fixed order, and the folders that could not be listed. Links to files are
/// followed;
/// a file that is found under several names is one file. Links to folders are not followed, so that no loop is walked. Folders to which
/// duplicates were moved are left out.
/// </summary>
internal sealed class FolderScan
{
    private readonly UpdateOptions _options;
    private readonly CancellationToken _cancel;
    private readonly List<ScannedFile> _files = [];
    private readonly List<ImageException> _unreadable = [];
    private readonly List<string> _folders = [];
    private readonly Func<string, bool> _isLeftOut;

    /// <param name="options">What is meant.</param>
    /// <param name="isLeftOut">Whether a file is no image, whatever the options say.</param>
    /// <param name="cancel">Ends the scan.</param>
    /// <exception cref="IndexException">The folder itself cannot be listed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public FolderScan(UpdateOptions options, Func<string, bool> isLeftOut, CancellationToken cancel)
    {
        _options = options;
        _isLeftOut = isLeftOut;
        _cancel = cancel;
        var root = new DirectoryInfo(options.Folder);
        if (!root.Exists)
        {
            throw IndexException.FolderUnreadable(root.FullName, File.Exists(options.Folder) ? "it is a file, and no folder"
                : "it is not there");
        }

        Add(List(root, e => throw IndexException.FolderUnreadable(root.FullName, e.Message.TrimEnd('.'), e)));
        ScannedFile[] named = [.. _files.GroupBy(f => f.RealPath, FilePaths.Comparer)
            .Select(names => names.FirstOrDefault(n => FilePaths.Comparer.Equals(n.Path, n.RealPath)) ?? names.First())];
        Files = _files.Count == named.Length ? _files : [.. _files.Intersect(named)];
        OtherNames = [.. _files.Except(Files)];
    }

    /// <summary>Each file once: under its own name, or the first link to it.</summary>
    public IReadOnlyList<ScannedFile> Files { get; }

    /// <summary>Links to files that are among <see cref="Files"/>.</summary>
    public IReadOnlyList<ScannedFile> OtherNames { get; }

    /// <summary>The folders in it that were listed, each behind the one that it lies in.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>Resolves paths, and knows the folders that were scanned.</summary>
    public RealPaths Paths { get; } = new();

    /// <summary>An error for each folder that could not be listed; whether anything in it is gone cannot be said.</summary>
    public IReadOnlyList<ImageException> Unreadable => _unreadable;

    private void Add(FileSystemInfo[] entries)
    {
        foreach (FileSystemInfo entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            _cancel.ThrowIfCancellationRequested();
            if (entry is FileInfo file)
            {
                if (_options.Takes(file.FullName) && !_isLeftOut(file.FullName))
                {
                    _files.Add(new ScannedFile(file, Paths));
                }
            }
            else if (_options.Recurse && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !QuarantineFolder.IsAt(entry.FullName))
            {
                _folders.Add(entry.FullName);
                Add(List((DirectoryInfo)entry,
                    e => _unreadable.Add(ImageException.FolderUnreadable(entry.FullName, e.Message.TrimEnd('.'), e))));
            }
        }
    }

    private static FileSystemInfo[] List(DirectoryInfo folder, Action<Exception> failed)
    {
        try
        {
            return folder.GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            failed(e);
            return [];
        }
    }
}
