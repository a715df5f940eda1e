namespace ImageSearch.Files;

/// <summary>A link to an index stays a link; the file that it names is read, written and locked.</summary>
internal static class LinkTarget
{
    public static string Resolve(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
