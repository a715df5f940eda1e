namespace ImageSearch.Files;

/// <summary>Files as those who open them see them: of a link, what it leads to. FileInfo tells length and time of the link
/// itself.</summary>
internal static class FollowedFile
{
    /// <summary>The file that a path leads to; it may not be there. A link that leads nowhere, or in a circle, stands for itself.</summary>
    public static FileInfo Of(string path)
    {
        var file = new FileInfo(path);
        try
        {
            return file.LinkTarget is null ? file : new FileInfo(file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return file;
        }
    }
}
