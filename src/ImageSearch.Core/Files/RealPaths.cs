namespace ImageSearch.Files;

/// <summary>Paths without links, neither in their folders nor at their end. Remembers the folders that it resolved: keep one for one piece
/// of work.</summary>
internal sealed class RealPaths
{
    /// <summary>Links that lead to links; more are a circle.</summary>
    private const int MaxLinks = 40;

    private readonly Dictionary<string, string> _folders = new(FilePaths.Comparer);

    /// <summary>Whether a path's own end is a link; folders on the way do not count.</summary>
    public static bool IsLink(string path) => TargetOf(path) is not null;

    /// <summary>Where a file really lies. What cannot be resolved stays as it is.</summary>
    public string Of(string path) => Of(Path.GetFullPath(path), MaxLinks);

    /// <summary>The path of a file without links in its folders; whether it is a link itself is not looked at.</summary>
    public string InRealFolder(string path) =>
        Path.GetDirectoryName(path) is { } parent ? Path.Combine(FolderOf(parent, MaxLinks), Path.GetFileName(path)) : path;

    private string Of(string path, int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        string folder = FolderOf(parent, links), real = Path.Combine(folder, Path.GetFileName(path));
        return links > 0 && TargetOf(real) is { } target ? Of(Path.GetFullPath(target, folder), links - 1) : real;
    }

    private string FolderOf(string folder, int links)
    {
        if (!_folders.TryGetValue(folder, out string? real))
        {
            real = Of(folder, links);
            _folders[folder] = real;
        }

        return real;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
