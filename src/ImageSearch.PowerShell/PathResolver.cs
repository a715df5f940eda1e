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
            return [Literal(cmdlet, path)];
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
            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            CheckProvider(path, provider);
            return full;
        }
        catch (System.Management.Automation.DriveNotFoundException)
        {
            throw ImageException.NotFound(path);
        }
    }

    private static void CheckProvider(string path, ProviderInfo provider)
    {
        if (provider.Name != "FileSystem")
        {
            throw ImageException.Unreadable(path, $"it lies in the provider {provider.Name}, not in a file system");
        }
    }
}
