using ImageSearch.Files;

namespace ImageSearch.Ingest;

/// <summary>A file that was found in a folder: what it is, links followed.</summary>
internal sealed class ScannedFile
{
    private readonly FileInfo _followed;

    /// <param name="file">As it was listed.</param>
    /// <param name="paths">Resolves its path.</param>
    public ScannedFile(FileInfo file, RealPaths paths)
    {
        Path = file.FullName;
        RealPath = paths.Of(Path);
        _followed = file.Attributes.HasFlag(FileAttributes.ReparsePoint) ? new FileInfo(RealPath) : file;
    }

    /// <summary>Under which name it was found.</summary>
    public string Path { get; }

    /// <summary>Where it lies.</summary>
    public string RealPath { get; }

    /// <summary>Its length; -1 of a file that went away since it was listed, or of a link to nothing.</summary>
    public long LengthBytes => _followed.Exists ? _followed.Length : -1;

    public DateTime ModifiedUtc => _followed.LastWriteTimeUtc;
}
