using System.Text.RegularExpressions;
using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Ingest;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Indexes;

/// <summary>The folder of uploaded images: files called by the SHA-256 of their content.</summary>
internal partial class UploadStore(ServiceOptions options, ILogger<UploadStore> log)
{
    /// <summary>A half-written file may be another service's that writes it now; after so long its writer was killed.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder = Path.GetFullPath(options.UploadFolder ?? ".");

    /// <summary>The full path of a file of the folder.</summary>
    public string PathOf(string fileName) => Path.Combine(_folder, fileName);

    /// <summary>The name under which an index has an uploaded image already; null if it has none.</summary>
    /// <param name="index">The index.</param>
    /// <param name="name">The image's SHA-256 in hexadecimal digits.</param>
    public string? Known(ImageIndex index, string name) =>
        UpdateOptions.Extensions.Prepend("").Select(e => name + e).FirstOrDefault(n => index.TryGet(PathOf(n), out _));

    /// <summary>Whether an image's file was made by <see cref="Keep"/>.</summary>
    public bool IsOwn(IndexedImage image) => options.UploadFolder is not null
        && FilePaths.Comparer.Equals(Path.GetDirectoryName(image.Path), _folder)
        && Path.GetFileNameWithoutExtension(image.Path) == Convert.ToHexStringLower(image.ContentHash.AsSpan());

    /// <summary>Whole or not there: a file under its content's name must have that content.</summary>
    /// <returns>Whether it was not there before.</returns>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public bool Keep(string path, ReadOnlySpan<byte> bytes)
    {
        if (File.Exists(path))
        {
            return false;
        }

        Directory.CreateDirectory(_folder);
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (Stream file = Create(beside))
            {
                file.Write(bytes);
            }

            File.Move(beside, path, overwrite: true);
            return true;
        }
        catch
        {
            Delete(beside);
            throw;
        }
    }

    /// <summary>Deletes a file that is of no use any more; that it cannot be deleted is no reason to fail.</summary>
    public void Delete(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogLeft(log, path!, e.Message);
        }
    }

    /// <summary>Makes the folder if it is not there, tries whether it can be written to, and tidies up what killed writers left.</summary>
    /// <exception cref="IOException">It cannot be made or written to.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written to.</exception>
    public void Prepare()
    {
        Directory.CreateDirectory(_folder);
        string probe = PathOf($"{Guid.NewGuid():N}.tmp");
        Create(probe).Dispose();
        File.Delete(probe);
        foreach (FileInfo left in new DirectoryInfo(_folder).EnumerateFiles("*.tmp"))
        {
            if (HalfWritten().IsMatch(left.Name) && DateTime.UtcNow - left.LastWriteTimeUtc > Abandoned)
            {
                Delete(left.FullName);
            }
        }
    }

    /// <summary>Makes a file that is not there. Tests let it fail.</summary>
    protected virtual Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.Write);

    [GeneratedRegex(@"^[0-9a-f]{64}(\.\w+)?\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex HalfWritten();

    [LoggerMessage(20, LogLevel.Warning, "'{File}' was left behind: {Reason}")]
    private static partial void LogLeft(ILogger log, string file, string reason);
}
