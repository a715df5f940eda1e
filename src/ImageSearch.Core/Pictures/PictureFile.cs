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
        string beside = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, full, replace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(beside);
            CheckFree(path, replace);
            throw ImageException.PictureNotWritable(full, e);
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
