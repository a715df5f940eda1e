namespace ImageSearch.Pictures;

/// <summary>Writes a picture so that its file is there whole or not at all.</summary>
internal static class PictureFile
{
    private static readonly OutputFile Output = new(ImageException.PictureExists, ImageException.PictureNotWritable);

    /// <summary>Refuses early what would be refused late.</summary>
    /// <exception cref="ImageException">The file exists, and is not to be replaced.</exception>
    public static void CheckFree(string path, bool replace) => Output.CheckFree(path, replace);

    /// <exception cref="ImageException">The file exists, and is not to be replaced, or it cannot be written.</exception>
    public static void Write(string path, byte[] bytes, bool replace) => Output.Write(path, replace, file => file.Write(bytes));
}
