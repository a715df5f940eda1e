namespace ImageSearch.Storage.Commit;

/// <summary>
/// A file that another takes the place of. Windows refuses that in one step as long as anybody has the file open or mapped, even the one
/// who writes it anew. There it gets a name aside first, under which those who have it open go on. If the process ends between the two
/// steps, the next who looks for the file, or takes its lock, puts it back (docs/platforms.md).
/// </summary>
internal static class ReplacedFile
{
    /// <summary>What the name aside ends with.</summary>
    public const string Extension = ".old";

    /// <summary>Puts a file in another's place.</summary>
    /// <exception cref="IOException">Refused; nothing was changed.</exception>
    /// <exception cref="UnauthorizedAccessException">Refused; nothing was changed.</exception>
    public static void Replace(string beside, string target)
    {
        try
        {
            File.Move(beside, target, overwrite: true);
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException && MayBeMoved(target))
        {
            // Those of earlier times that nobody has open any more: who follows another index keeps the lock, and takes it but once.
            BesideFiles.Of(target, Extension).ToList().ForEach(BesideFiles.DeleteQuietly);
            string aside = Path.ChangeExtension(beside, Extension);
            File.Move(target, aside);
            try
            {
                File.Move(beside, target);
            }
            catch (Exception second) when (second is IOException or UnauthorizedAccessException)
            {
                File.Move(aside, target);
                throw;
            }

            BesideFiles.DeleteQuietly(aside);
        }
    }

    /// <summary>Whether a file is there, also one whose replacing is being done, or was left half done. Not for who has the
    /// lock.</summary>
    public static bool IsThere(string target)
    {
        if (File.Exists(target))
        {
            return true;
        }

        try
        {
            if (OperatingSystem.IsWindows() && Directory.Exists(Path.GetDirectoryName(target))
                && BesideFiles.Of(target, Extension).Any(IsHalfDone))
            {
                IndexLock.Take(target, IndexLock.StartWait).Dispose();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IndexException)
        {
            System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' was not put back: {1}", target, e.Message);
        }

        return File.Exists(target);
    }

    /// <summary>For who has just taken the lock: puts back a file whose replacing was left half done, and deletes those that were replaced
    /// and that nobody has open any more.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be listed.</exception>
    public static void Settle(string target)
    {
        foreach (string aside in BesideFiles.Of(target, Extension))
        {
            if (!File.Exists(target) && IsHalfDone(aside))
            {
                File.Move(aside, target);
            }
            else
            {
                BesideFiles.DeleteQuietly(aside);
            }
        }
    }

    /// <summary>What should have taken its place is still beside it. Else somebody deleted that later.</summary>
    private static bool IsHalfDone(string aside) => File.Exists(Path.ChangeExtension(aside, BesideFiles.Extension));

    private static bool MayBeMoved(string target) => File.Exists(target) && !File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly);
}
