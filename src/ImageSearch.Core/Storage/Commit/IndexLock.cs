using System.Diagnostics;
using System.Text.Json;
using ImageSearch.Files;

namespace ImageSearch.Storage.Commit;

/// <summary>
/// The right to write to an index file, which one at a time has: a file beside it that the system keeps locked for as long as the holder
/// lives, and that says who that is. A dead holder's lock is free again, whatever its file says.
/// </summary>
public sealed class IndexLock : IDisposable
{
    /// <summary>What the lock file's name ends with.</summary>
    public const string Extension = ".lock";

    /// <summary>How long a writer waits that holds the lock for its commits alone: as long as another may take to write its file
    /// anew.</summary>
    public static readonly TimeSpan CommitWait = TimeSpan.FromSeconds(60);

    /// <summary>How long a command waits for the lock before it begins its work.</summary>
    public static readonly TimeSpan StartWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);
    private static readonly DateTime EarliestMark = new(1990, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly FileStream _file;
    private readonly string _lockPath;

    private IndexLock(FileStream file, string lockPath, string target)
    {
        _file = file;
        _lockPath = lockPath;
        Target = target;
    }

    /// <summary>The index file itself, links resolved.</summary>
    internal string Target { get; }

    /// <summary>Waits while others have the lock, and takes it.</summary>
    /// <param name="path">The index file, which need not be there yet.</param>
    /// <param name="wait">How long to wait for others.</param>
    /// <exception cref="IndexException">Another still has it then, or no file can be made beside the index.</exception>
    public static IndexLock Take(string path, TimeSpan wait)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return Take(path);
            }
            catch (IndexException e) when (e.Kind == ErrorKind.IndexLocked && Stopwatch.GetElapsedTime(start) < wait)
            {
                Thread.Sleep(AskAgain);
            }
        }
    }

    /// <summary>Takes the lock of an index file, which need not be there yet.</summary>
    /// <exception cref="IndexException">Another has it, or no file can be made beside the index.</exception>
    public static IndexLock Take(string path)
    {
        string target = LinkTarget.Resolve(Path.GetFullPath(path)), lockPath = target + Extension;
        while (true)
        {
            if (RegularFile.IsTakenByOther(lockPath))
            {
                // To open a pipe would wait for ever.
                throw IndexException.NotWritable(path, new IOException($"Of its lock '{lockPath}': {RegularFile.Refusal}."));
            }

            FileStream? file = null;
            try
            {
                file = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Read
                    : FileShare.None);
                if (IsStillAt(file, lockPath))
                {
                    Describe(file);
                    if (OperatingSystem.IsWindows())
                    {
                        ReplacedFile.Settle(target);
                    }

                    return new IndexLock(file, lockPath, target);
                }

                file.Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                file?.Dispose();
                throw file is null && IsSharingViolation(e) ? IndexException.Locked(path, ReadHolder(lockPath)?.ToString())
                    : IndexException.NotWritable(path, e);
            }
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        if (_file.CanWrite)
        {
            try
            {
                // Before it is unlocked, so that nobody else's is deleted. Where an open file cannot be deleted, it stays, unlocked.
                if (!OperatingSystem.IsWindows())
                {
                    File.Delete(_lockPath);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' was left behind: {1}", _lockPath, e.Message);
            }

            _file.Dispose();
        }
    }

    /// <summary>
    /// Whether the file that was locked is the one at the path: the holder before may have deleted it between our opening and locking it,
    /// and the lock of a file without a name keeps nobody out. A time of nobody else's, set through the handle, must show at the path.
    /// </summary>
    private static bool IsStillAt(FileStream file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        File.SetLastWriteTimeUtc(file.SafeFileHandle, EarliestMark.AddSeconds(Random.Shared.Next()));
        var there = new FileInfo(path);
        return there.Exists && there.LastWriteTimeUtc == File.GetLastWriteTimeUtc(file.SafeFileHandle);
    }

    private static void Describe(FileStream file)
    {
        file.SetLength(0);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(LockHolder.Current(), Options));
        file.Flush();
    }

    /// <summary>Who holds a lock, as far as the lock file says; its text may be half written.</summary>
    private static LockHolder? ReadHolder(string lockPath)
    {
        try
        {
            using FileStream file = SharedReading.Open(lockPath);
            return JsonSerializer.Deserialize<LockHolder>(file, Options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static bool IsSharingViolation(Exception e) => e.GetType() == typeof(IOException) && (OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is 32 or 33
        : e.HResult == (OperatingSystem.IsMacOS() ? 35 : 11));
}
