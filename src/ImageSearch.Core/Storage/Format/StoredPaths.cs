using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>Paths as a file keeps them: full, or relative to the folder that the file lies in, with slashes, so that both move
/// together.</summary>
internal sealed class StoredPaths(string indexPath, bool isRelative)
{
    private readonly string _folder = Path.GetDirectoryName(indexPath)!;

    /// <summary>From the full path to what is written; a path on another drive stays full.</summary>
    public string ToStored(string path)
    {
        if (!isRelative)
        {
            return path;
        }

        string relative = Path.GetRelativePath(_folder, path);
        return Path.DirectorySeparatorChar == '/' ? relative : relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>An image as it is written.</summary>
    public IndexedImage ToStored(IndexedImage image) => image with { Facts = image.Facts with { Path = ToStored(image.Path) } };

    /// <summary>From what is written to the full path.</summary>
    public string ToFull(string stored) => isRelative ? Path.GetFullPath(stored, _folder) : stored;
}
