using ImageSearch.Files;

namespace ImageSearch.Quarantine;

/// <summary>Where files lie in a quarantine: in the tree that they lay in, from the root on, so that files of any folders fit side by
/// side.</summary>
/// <param name="folder">The quarantine's full path.</param>
internal sealed class QuarantinePaths(string folder)
{
    private readonly RealPaths _real = new();

    /// <summary>Whether a folder holds files that were moved away, which are no images of the folder around it.</summary>
    public static bool IsQuarantine(string folder) => File.Exists(Path.Combine(folder, MoveList.FileName));

    /// <summary>The quarantine that a path is, or lies in; null if there is none.</summary>
    public static string? Around(string path)
    {
        string? folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path);
        while (folder is not null && !IsQuarantine(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    /// <summary>Where a file goes, if nothing is there.</summary>
    public string TargetOf(string path)
    {
        string root = Path.GetPathRoot(path)!;

        // C:\ is the folder C, \\server\share the folders server and share.
        string[] volume = root.Split([Path.DirectorySeparatorChar, ':'], StringSplitOptions.RemoveEmptyEntries);
        return Path.Combine([folder, .. volume, path[root.Length..]]);
    }

    /// <summary>The name, or the first of its kind that is free: a.jpg, a (2).jpg, a (3).jpg.</summary>
    public static string Free(string path)
    {
        string free = path, start = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path));
        for (int i = 2; Path.Exists(free) || new FileInfo(free).LinkTarget is not null; i++)
        {
            free = $"{start} ({i}){Path.GetExtension(path)}";
        }

        return free;
    }

    /// <summary>A path in the quarantine as the list has it.</summary>
    public string ToListed(string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The path of what the list has; null if it does not lie in the quarantine, be it by a link.</summary>
    public string? FromListed(string listed)
    {
        string path = Path.GetFullPath(listed.Replace('/', Path.DirectorySeparatorChar), folder);
        return Contains(path) ? path : null;
    }

    /// <summary>Whether a path lies in the quarantine, links followed.</summary>
    public bool Contains(string path) => IsBelow(_real.InRealFolder(path), _real.Of(folder));

    /// <summary>Removes folders that were made for a file, and hold nothing any more.</summary>
    public void Tidy(string path)
    {
        try
        {
            for (string? inner = Path.GetDirectoryName(path);
                inner is not null && IsBelow(inner, folder); inner = Path.GetDirectoryName(inner))
            {
                Directory.Delete(inner);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Mostly one that holds something else.
            System.Diagnostics.Trace.TraceInformation("ImageSearch: a folder of '{0}' stays: {1}", path, e.Message);
        }
    }

    /// <summary>Whether a path lies below a folder, by its letters.</summary>
    public static bool IsBelow(string path, string folder)
    {
        string start = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        return path.Length > start.Length && FilePaths.Comparer.Equals(path[..start.Length], start);
    }
}
