using ImageSearch.Files;

namespace ImageSearch.Storage.Commit;

/// <summary>Files of a writer's own beside an index, named so that no other is taken for one of them:
/// <c>a.imgidx.123-(32 digits).tmp</c>.</summary>
internal static class BesideFiles
{
    /// <summary>What the name of a new file ends with, until it takes its place.</summary>
    public const string Extension = ".tmp";

    /// <summary>A name that nothing has.</summary>
    public static string NameFor(string target) => $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}{Extension}";

    /// <summary>Those that lie beside a file.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be listed.</exception>
    public static IReadOnlyList<string> Of(string target, string extension)
    {
        string start = Path.GetFileName(target) + ".";
        return [.. Directory.EnumerateFiles(Path.GetDirectoryName(target)!).Where(path =>
        {
            string name = Path.GetFileName(path);
            return name.Length > start.Length && FilePaths.Comparer.Equals(name[..start.Length], start)
                && IsEnding(name[start.Length..], extension);
        })];
    }

    /// <summary>Deletes new files of writers that were killed: under the lock, nobody is writing one.</summary>
    public static void DeleteLeftovers(string target)
    {
        try
        {
            foreach (string path in Of(target, Extension))
            {
                DeleteQuietly(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            System.Diagnostics.Trace.TraceWarning(
                "ImageSearch: '{0}' could not be tidied up: {1}", Path.GetDirectoryName(target), e.Message);
        }
    }

    /// <summary>They are of no use; that one cannot be deleted must not hide why that is so.</summary>
    public static void DeleteQuietly(string path)
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

    private static bool IsEnding(string ending, string extension) =>
        ending.EndsWith(extension, StringComparison.Ordinal) && ending.Split('-') is [var process, var unique]
        && int.TryParse(process, out _) && Guid.TryParseExact(unique[..^extension.Length], "N", out _);
}
