namespace ImageSearch.Pictures;

/// <summary>Writes a picture so that its file is there whole or not at all.</summary>
internal static class PictureFile
{
    /// <summary>Refuses early what would be refused late.</summary>
    /// <exception cref="ImageException">The file exists, and is not to be replaced.</exception>
    public static void CheckFree(string path, bool replace)
    {
        if (!replace && (File.Exists(path) || Directory.Exists(path)))
        {
            throw ImageException.PictureExists(path);
        }
    }

    /// <exception cref="ImageException">The file exists, and is not to be replaced, or it cannot be written.</exception>
    public static void Write(string path, byte[] bytes, bool replace)
    {
        string full = Path.GetFullPath(path);
        string beside = Path.Combine(Path.GetDirectoryName(full)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, full, replace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(beside);
            CheckFree(path, replace);
            string reason = e is DirectoryNotFoundException ? "its folder does not exist" : e.Message.Replace(beside, full, StringComparison.Ordinal).TrimEnd('.');
            throw ImageException.PictureNotWritable(full, reason, e);
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be written cannot always be removed; the error about the writing is the one that matters.
        }
    }
}
