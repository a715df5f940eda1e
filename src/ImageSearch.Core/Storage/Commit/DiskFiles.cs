using ImageSearch.Files;

namespace ImageSearch.Storage.Commit;

/// <summary>The disk itself.</summary>
internal sealed class DiskFiles : IStorageFiles
{
    private const int BufferBytes = 1 << 16;

    public static DiskFiles Instance { get; } = new();

    public Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, BufferBytes);

    public Stream OpenToWrite(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, BufferBytes);

    public void Flush(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    public void Replace(string beside, string target)
    {
        FileOwner.Copy(target, beside);
        ReplacedFile.Replace(beside, target);
        FolderFlush.WaitForNameOf(target);
    }
}
