namespace ImageSearch.Storage.Commit;

/// <summary>New files that are written beside an index file, to be put in its place once they are whole.</summary>
internal static class BesideFile
{
    /// <summary>What a half-written new file's name ends with.</summary>
    private const string Extension = ".tmp";

    /// <summary>A name that no other writer takes.</summary>
    public static string NewName(string target) => $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}{Extension}";

    /// <summary>Deletes new files of writers that were killed: under the lock, nobody is writing one.</summary>
    public static void DeleteLeftovers(string target)
    {
        string folder = Path.GetDirectoryName(target)!, start = Path.GetFileName(target) + ".";
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder))
            {
                string name = Path.GetFileName(path);
                if (name.StartsWith(start, StringComparison.Ordinal) && IsEnding(name[start.Length..]))
                {
                    Delete(path);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' could not be tidied up: {1}", folder, e.Message);
        }
    }

    /// <summary>Deletes a half-written file, which is of no use; that it cannot be deleted must not hide why it was not
    /// finished.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' was left behind: {1}", path, e.Message);
        }
    }

    private static bool IsEnding(string ending) =>
        ending.EndsWith(Extension, StringComparison.Ordinal) && ending.Split('-') is [var process, var unique]
        && int.TryParse(process, out _) && Guid.TryParseExact(unique[..^Extension.Length], "N", out _);
}
