using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>From what a user writes to paths of the file system.</summary>
internal static class PathResolver
{
    /// <summary>Expands wildcards; a name without wildcards need not exist.</summary>
    /// <exception cref="ImageException">A wildcard matches nothing, or the path is in no file system.</exception>
    public static IEnumerable<string> Expand(PSCmdlet cmdlet, string path)
    {
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
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException)
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
        catch (System.Management.Automation.DriveNotFoundException)
        {
            throw ImageException.NotFound(path);
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

    /// <summary>The full form of a pattern, meant from the present location: folders that are not part of the pattern are escaped.</summary>
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

    private static void CheckProvider(string path, ProviderInfo provider)
    {
        if (provider.Name != "FileSystem")
        {
            throw ImageException.Unreadable(path, $"it lies in the provider {provider.Name}, not in a file system");
        }
    }
}
