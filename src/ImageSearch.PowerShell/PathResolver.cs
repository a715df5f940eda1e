using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>From what a user writes to paths of the file system.</summary>
internal static class PathResolver
{
    /// <summary>
    /// What a string begins with that stands for one path as it is written, where a pattern could stand too. No path has this character.
    /// Escaping would do but for names with backticks: <see cref="WildcardPattern.Unescape(string)"/> does not give back what
    /// <see cref="WildcardPattern.Escape(string)"/> was given.
    /// </summary>
    private const char LiteralMark = '\0';

    /// <summary>A path, to be taken as it is written where a pattern could stand too.</summary>
    public static string Mark(string path) => LiteralMark + path;

    /// <summary>The path of a string that is marked; null if it is not.</summary>
    public static string? Marked(string path) => path.Length > 1 && path[0] == LiteralMark ? path[1..] : null;

    /// <summary>Expands wildcards; a name without wildcards need not exist.</summary>
    /// <exception cref="ImageException">A wildcard matches nothing, or the path is in no file system.</exception>
    public static IEnumerable<string> Expand(PSCmdlet cmdlet, string path)
    {
        if (Marked(path) is { } marked)
        {
            return [Literal(cmdlet, marked)];
        }

        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [Literal(cmdlet, WildcardPattern.Unescape(path))];
        }

        try
        {
            var found = cmdlet.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            CheckProvider(path, provider);
            return found.Count > 0 ? found : throw ImageException.NotFound(path);
        }
        catch (Exception e) when (IsAboutThePath(e))
        {
            throw ImageException.NotFound(path);
        }
    }

    /// <summary>Takes a path as it is written.</summary>
    /// <exception cref="ImageException">The path is in no file system.</exception>
    public static string Literal(PSCmdlet cmdlet, string path)
    {
        try
        {
            if (path.Contains('\0', StringComparison.Ordinal))
            {
                throw ImageException.NotFound(path.Replace('\0', '?'));
            }

            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            CheckProvider(path, provider);
            return full;
        }
        catch (Exception e) when (IsAboutThePath(e))
        {
            // Where colons are letters like others, foo::bar.jpg is a name, and no path of the provider foo.
            return !OperatingSystem.IsWindows() && AsName(cmdlet, path) is { } full ? full : throw ImageException.NotFound(path);
        }
    }

    /// <summary>Takes the path of a folder to which duplicates are moved as it is written.</summary>
    /// <exception cref="QuarantineException">The path is in no file system.</exception>
    public static string Folder(PSCmdlet cmdlet, string path)
    {
        try
        {
            return Literal(cmdlet, path);
        }
        catch (ImageException e)
        {
            throw QuarantineException.NotUsable(path, "it lies in no file system", e);
        }
    }

    /// <summary>Takes an index file's path as it is written.</summary>
    /// <exception cref="IndexException">The path is in no file system.</exception>
    public static string Index(PSCmdlet cmdlet, string path, Func<string, Exception, IndexException> refuse)
    {
        try
        {
            return Literal(cmdlet, path);
        }
        catch (ImageException e)
        {
            throw refuse(path, new IOException("It lies in no file system.", e));
        }
    }

    /// <summary>The full form of a pattern, meant from the present location: folders that are not part of the pattern are
    /// escaped.</summary>
    public static string Pattern(PSCmdlet cmdlet, string pattern)
    {
        if (System.IO.Path.IsPathRooted(pattern) && !cmdlet.SessionState.Path.IsPSAbsolute(pattern, out _))
        {
            return System.IO.Path.GetFullPath(pattern);
        }

        string root = cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        if (cmdlet.SessionState.Path.IsPSAbsolute(pattern, out string drive))
        {
            root = cmdlet.SessionState.Drive.Get(drive).Root;
            pattern = pattern[(pattern.IndexOf(':') + 1)..].TrimStart('/', '\\');
        }

        return System.IO.Path.GetFullPath(System.IO.Path.Combine(WildcardPattern.Escape(root), pattern));
    }

    /// <summary>The file or folder of exactly this name; null if there is none.</summary>
    private static string? AsName(PSCmdlet cmdlet, string path)
    {
        string full = System.IO.Path.GetFullPath(path, cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        return System.IO.Path.Exists(full) ? full : null;
    }

    /// <summary>Whatever PowerShell has against a path is an error about that path: the next one can go on.</summary>
    private static bool IsAboutThePath(Exception e) => e is ArgumentException or NotSupportedException or IOException
        or UnauthorizedAccessException
        or RuntimeException and not PipelineStoppedException;

    private static void CheckProvider(string path, ProviderInfo provider)
    {
        if (provider.Name != "FileSystem")
        {
            throw ImageException.Unreadable(path, $"it lies in the provider {provider.Name}, not in a file system");
        }
    }
}
