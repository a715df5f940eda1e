using ImageSearch.Ingest;
using ImageSearch.Quarantine;

namespace ImageSearch.Cli;

/// <summary>
/// Expands the folders among paths to the images in them, in a fixed order. Links to folders are not followed, so that no loop is walked,
/// and
/// folders to which duplicates were moved are left out.
/// </summary>
internal static class ImagePaths
{
    /// <param name="paths">Files and folders.</param>
    /// <param name="recurse">Whether the folders' folders are taken too.</param>
    /// <param name="unreadable">Told of every folder that cannot be listed; the others go on.</param>
    public static IEnumerable<string> Expand(IEnumerable<string> paths, bool recurse, Action<ImageException> unreadable) =>
        paths.SelectMany(path => Directory.Exists(path) ? Walk(new DirectoryInfo(path), recurse, unreadable) : [path]);

    private static IEnumerable<string> Walk(DirectoryInfo folder, bool recurse, Action<ImageException> unreadable)
    {
        FileSystemInfo[] entries = [];
        try
        {
            entries = folder.GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unreadable(ImageException.Unreadable(folder.FullName, e.Message.TrimEnd('.'), e));
        }

        foreach (FileSystemInfo entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry is DirectoryInfo inner)
            {
                bool isLink = inner.Attributes.HasFlag(FileAttributes.ReparsePoint);
                foreach (string file in recurse && !isLink && !QuarantineFolder.IsAt(inner.FullName)
                    ? Walk(inner, recurse, unreadable) : [])
                {
                    yield return file;
                }
            }
            else if (UpdateOptions.Extensions.Contains(entry.Extension))
            {
                yield return entry.FullName;
            }
        }
    }
}
