using ImageSearch.Files;
using ImageSearch.Storage.Commit;

namespace ImageSearch.Storage.Repair;

/// <summary>The disk, but the file that is replaced is kept under another name.</summary>
internal sealed class KeepingFiles(string target) : IStorageFiles
{
    /// <summary>Where the file is that was replaced.</summary>
    public string Kept { get; } = Enumerable.Range(1, int.MaxValue).Select(n => $"{target}.damaged{n}").First(p => !File.Exists(p));

    public Stream Create(string path) => DiskFiles.Instance.Create(path);

    public Stream OpenToWrite(string path) => DiskFiles.Instance.OpenToWrite(path);

    public void Flush(Stream file) => DiskFiles.Instance.Flush(file);

    public void Replace(string beside, string replaced)
    {
        FileOwner.Copy(replaced, beside);
        File.Replace(beside, replaced, Kept);
        FolderFlush.WaitForNameOf(replaced);
    }
}
