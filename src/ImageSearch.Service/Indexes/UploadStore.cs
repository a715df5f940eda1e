using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ImageSearch.Files;
using ImageSearch.Index;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Indexes;

/// <summary>The folder of uploaded images: files called by the SHA-256 of their content, or as their sender called them in a folder that is
/// called so.</summary>
internal partial class UploadStore(ServiceOptions options, ILogger<UploadStore> log)
{
    /// <summary>A half-written file may be another service's that writes it now; after so long its writer was killed.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.UploadFolder ?? "."));

    /// <summary>The full path of a file of the folder.</summary>
    public string PathOf(string fileName) => Path.Combine(_folder, fileName);

    /// <summary>Where an image is to be kept.</summary>
    /// <param name="hash">The image's SHA-256 in hexadecimal digits.</param>
    /// <param name="sent">What its sender calls it; empty if nothing.</param>
    /// <param name="endings">The endings of files of its format, the usual one first.</param>
    public string PathFor(string hash, string sent, IReadOnlyList<string> endings) =>
        UploadName.Of(sent, endings) is { } name ? Path.Combine(_folder, hash, name) : PathOf(hash + endings[0]);

    /// <summary>The path under which an index has an uploaded image already; null if it has none.</summary>
    /// <param name="index">The index.</param>
    /// <param name="content">The image's SHA-256.</param>
    public string? Known(ImageIndex index, ImmutableArray<byte> content) =>
        index.GetImages().FirstOrDefault(i => i.ContentHash.AsSpan().SequenceEqual(content.AsSpan()) && IsOwn(i, options))?.Path;

    /// <summary>Whether an image's file was made by <see cref="Keep"/>.</summary>
    public static bool IsOwn(IndexedImage image, ServiceOptions options) =>
        HashOf(image.Path, options) == Convert.ToHexStringLower(image.ContentHash.AsSpan());

    /// <summary>Whether <see cref="Keep"/> makes files at such paths.</summary>
    public static bool HasPlaceFor(string path, ServiceOptions options) => HashOf(path, options) is not null;

    /// <summary>Whole, on the disk, or not there: a file under its content's name must have that content.</summary>
    /// <returns>Whether it was not there before.</returns>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public bool Keep(string path, ReadOnlySpan<byte> bytes)
    {
        if (File.Exists(path))
        {
            return false;
        }

        string folder = Path.GetDirectoryName(path)!;
        string beside = PathOf($"{Path.GetFileName(IsNamed(path) ? folder : path)}.{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(_folder);
        try
        {
            using (Stream file = Create(beside))
            {
                file.Write(bytes);
                (file as FileStream)?.Flush(flushToDisk: true);
            }

            Directory.CreateDirectory(folder);
            File.Move(beside, path, overwrite: true);
            WaitForNamesOf(path);
            return true;
        }
        catch
        {
            Delete(beside);
            Try(path, () => Tidy(path));
            throw;
        }
    }

    /// <summary>The index that is committed next says that the image is there: after a power cut, too.</summary>
    private void WaitForNamesOf(string path)
    {
        FolderFlush.WaitForNameOf(path);
        if (IsNamed(path))
        {
            FolderFlush.WaitForNameOf(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Deletes a file that is of no use any more; that it cannot be deleted is no reason to fail.</summary>
    public void Delete(string? path)
    {
        if (path is not null && Directory.Exists(Path.GetDirectoryName(path)))
        {
            Try(path, () =>
            {
                File.Delete(path);
                Tidy(path);
            });
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

    /// <summary>Deletes the folder of a file that had one of its own. Another file may lie there, of another index.</summary>
    private void Tidy(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (IsNamed(path) && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private void Try(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogLeft(log, path, e.Message);
        }
    }

    private bool IsNamed(string path) => HashOf(path, options) is { } hash && Path.GetFileName(Path.GetDirectoryName(path)) == hash;

    /// <summary>What a path says of its content's SHA-256; null if it is none of those that uploads get.</summary>
    private static string? HashOf(string path, ServiceOptions options)
    {
        if (options.UploadFolder is null || Path.GetDirectoryName(path) is not { } folder)
        {
            return null;
        }

        string uploads = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.UploadFolder));
        string? hash = FilePaths.Comparer.Equals(folder, uploads) ? Path.GetFileNameWithoutExtension(path)
            : FilePaths.Comparer.Equals(Path.GetDirectoryName(folder), uploads) ? Path.GetFileName(folder) : null;
        return hash is not null && Hash().IsMatch(hash) ? hash : null;
    }

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Hash();

    [GeneratedRegex(@"^[0-9a-f]{64}(\.\w+)?\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex HalfWritten();

    [LoggerMessage(20, LogLevel.Warning, "'{File}' was left behind: {Reason}")]
    private static partial void LogLeft(ILogger log, string file, string reason);
}
