namespace ImageSearch.Service.Indexes;

/// <summary>What tells cheaply that a file was written.</summary>
internal readonly record struct FileStamp(long LengthBytes, DateTime ModifiedUtc)
{
    /// <summary>File systems keep times this coarsely at worst: a file written so lately may be written again without showing it.</summary>
    private static readonly TimeSpan Coarse = TimeSpan.FromSeconds(2);

    /// <summary>The file's stamp; null if it is not there.</summary>
    public static FileStamp? Of(string path)
    {
        var file = new FileInfo(path);
        FileSystemInfo target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        return target is FileInfo { Exists: true } real ? new FileStamp(real.Length, real.LastWriteTimeUtc) : null;
    }

    /// <summary>Whether another write would have another stamp.</summary>
    public bool IsSettled => DateTime.UtcNow - ModifiedUtc > Coarse;
}
