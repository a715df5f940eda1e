namespace ImageSearch.Ingest;

/// <summary>What lies in a folder: the files that are meant, in a fixed order, and the folders that could not be listed.</summary>
internal sealed class FolderScan
{
    private readonly UpdateOptions _options;
    private readonly CancellationToken _cancel;
    private readonly List<FileInfo> _files = [];
    private readonly List<ImageException> _unreadable = [];

    /// <exception cref="IndexException">The folder itself cannot be listed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public FolderScan(UpdateOptions options, CancellationToken cancel)
    {
        _options = options;
        _cancel = cancel;
        var root = new DirectoryInfo(options.Folder);
        Add(List(root, e => throw IndexException.FolderUnreadable(root.FullName, e.Message.TrimEnd('.'), e)));
    }

    public IReadOnlyList<FileInfo> Files => _files;

    /// <summary>An error for each folder that could not be listed; whether anything in it is gone cannot be said.</summary>
    public IReadOnlyList<ImageException> Unreadable => _unreadable;

    private void Add(FileSystemInfo[] entries)
    {
        foreach (FileSystemInfo entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            _cancel.ThrowIfCancellationRequested();
            if (entry is FileInfo file)
            {
                if (_options.Takes(file.Name))
                {
                    _files.Add(file);
                }
            }
            else if (_options.Recurse && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                Add(List((DirectoryInfo)entry, e => _unreadable.Add(ImageException.FolderUnreadable(entry.FullName, e.Message.TrimEnd('.'), e))));
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
