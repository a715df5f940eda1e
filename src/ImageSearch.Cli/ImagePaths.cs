namespace ImageSearch.Cli;

/// <summary>Expands the folders among paths to the images in them, in a fixed order.</summary>
internal static class ImagePaths
{
    /// <summary>Files with these endings are taken from folders; a file that is named is taken whatever its ending.</summary>
    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".avif", ".heic", ".heif",
    };

    public static IEnumerable<string> Expand(IEnumerable<string> paths, bool recurse)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = recurse, IgnoreInaccessible = true };
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                yield return path;
                continue;
            }

            foreach (string file in Directory.EnumerateFiles(path, "*", options)
                .Where(f => Endings.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal))
            {
                yield return file;
            }
        }
    }
}
