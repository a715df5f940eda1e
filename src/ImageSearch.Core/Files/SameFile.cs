namespace ImageSearch.Files;

/// <summary>Whether a path leads to one of several files, by its name or by another name of the same file.</summary>
internal static class SameFile
{
    public static bool IsOneOf(string path, IEnumerable<string> files)
    {
        string full = Path.GetFullPath(path);
        FileIdentity? identity = File.Exists(full) ? FileIdentity.Of(full) : null;
        return files.Any(f => FilePaths.Comparer.Equals(full, Path.GetFullPath(f))
            || (identity is not null && FileIdentity.Of(f) == identity));
    }
}
