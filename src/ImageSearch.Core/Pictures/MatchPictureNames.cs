using System.Text;

namespace ImageSearch.Pictures;

/// <summary>
/// Where the pictures of one run go: all to files of their own in a folder, named after the query, the rank and the image; or the only one
/// to a file.
/// </summary>
/// <param name="destination">A folder, there already or ending in a separator; or a file.</param>
/// <param name="ending">Of the names in a folder: .png or .jpg.</param>
public sealed class MatchPictureNames(string destination, string ending = ".png")
{
    /// <summary>File systems take names of 255 bytes.</summary>
    private const int MaxStemBytes = 110;

    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether pictures go into a folder.</summary>
    public bool IsFolder { get; } = Path.EndsInDirectorySeparator(destination) || Directory.Exists(destination);

    /// <summary>The next picture's path; no two are the same.</summary>
    /// <exception cref="ImageException">It is the second one for a file.</exception>
    public string Next(string queryPath, int? rank, string imagePath)
    {
        if (!IsFolder)
        {
            return _given.Add(destination)
                ? destination
                : throw ImageException.PictureTaken(destination);
        }

        string stem = $"{Stem(queryPath)}-{(rank is null ? "" : $"{rank}-")}{Stem(imagePath)}";
        string name = stem + ending;
        for (int i = 2; !_given.Add(name); i++)
        {
            name = $"{stem} ({i}){ending}";
        }

        return Path.Combine(destination, name);
    }

    /// <summary>A file's name without its ending, cut so that two of them fit into one name everywhere.</summary>
    private static string Stem(string path)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        while (Encoding.UTF8.GetByteCount(stem) > MaxStemBytes || (stem.Length > 0 && char.IsHighSurrogate(stem[^1])))
        {
            stem = stem[..^1];
        }

        return stem;
    }

    /// <summary>Makes the folder, if pictures go into one.</summary>
    /// <exception cref="ImageException">It cannot be made.</exception>
    public void Prepare()
    {
        try
        {
            if (IsFolder)
            {
                Directory.CreateDirectory(destination);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.PictureNotWritable(destination, e.Message.TrimEnd('.'), e);
        }
    }
}
