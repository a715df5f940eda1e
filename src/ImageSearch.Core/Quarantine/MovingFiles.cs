using ImageSearch.Files;

namespace ImageSearch.Quarantine;

/// <summary>
/// Moves a file whose content is known, so that at every moment it is whole under one of its two names, and nothing else is touched: not
/// what another program puts in its place meanwhile, nor what lies at the new name.
/// </summary>
internal class MovingFiles
{
    /// <summary>What the name ends with of a copy that is not whole yet.</summary>
    public const string PartExtension = ".imagesearch-part";

    /// <summary>What the name ends with, for a moment, of a file that was copied and is about to be removed.</summary>
    public const string AsideExtension = ".imagesearch-moving";

    /// <summary>What is said of a file that is not the one that is meant.</summary>
    public const string OtherContent = "it has changed since";

    /// <summary>The disk itself.</summary>
    public static MovingFiles Instance { get; } = new();

    /// <summary>Moves a file; to another volume it is copied, the copy is read again, and only then the file is removed.</summary>
    /// <param name="from">Its path, no link.</param>
    /// <param name="to">Its new path, in a folder that is there.</param>
    /// <param name="sha256">SHA-256 of its bytes in hexadecimal digits.</param>
    /// <param name="isCopied">Whether the new path has a whole copy already, of a process that was ended before it removed the
    /// file.</param>
    /// <param name="cancel">Ends reading and copying; the file stays where it is then.</param>
    /// <exception cref="InvalidDataException">It is not, or not any more, what is meant; it stays where it is.</exception>
    /// <exception cref="IOException">The system refuses; it stays where it is.</exception>
    /// <exception cref="UnauthorizedAccessException">The rights refuse; it stays where it is.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Move(string from, string to, string sha256, bool isCopied, CancellationToken cancel)
    {
        FileStamp stamp = FileStamp.Of(from);
        if (!FileStamp.ContentOf(from, cancel).Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException(OtherContent);
        }

        if (isCopied)
        {
            Remove(from, stamp, sha256, cancel);
            return;
        }

        if (TryRename(from, to))
        {
            if (FileStamp.Of(to) != stamp)
            {
                TakeBack(to, from);
            }

            return;
        }

        Copy(from, to, sha256, cancel);
        try
        {
            Remove(from, stamp, sha256, cancel);
        }
        catch
        {
            File.Delete(to);
            throw;
        }
    }

    /// <summary>Gives a file another name that is free, on its own volume; false if that lies on another one.</summary>
    protected virtual bool TryRename(string from, string to) => FileMove.TryMove(from, to);

    /// <summary>Copies a file to a free name, with its time, mode and, as far as the rights allow, owner.</summary>
    protected virtual void Copy(string from, string to, string sha256, CancellationToken cancel)
    {
        string part = to + PartExtension;
        try
        {
            // Of a process that was ended while it copied.
            File.Delete(part);
            using (FileStream source = new(from, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            using (FileStream target = new(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                byte[] buffer = new byte[1 << 18];
                for (int read; (read = source.Read(buffer)) > 0;)
                {
                    cancel.ThrowIfCancellationRequested();
                    target.Write(buffer, 0, read);
                }

                target.Flush(flushToDisk: true);
            }

            if (!FileStamp.ContentOf(part, cancel).Equals(sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException("what was copied is not what is meant: it was written to meanwhile, or the disk fails");
            }

            FileOwner.Copy(from, part);
            File.SetLastWriteTimeUtc(part, File.GetLastWriteTimeUtc(from));
            if (!TryRename(part, to))
            {
                throw new IOException($"'{part}' could not be given its name.");
            }

            FolderFlush.WaitForNameOf(to);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Removes a file of which there is a copy. It is set aside first: what another program puts in its place is not
    /// removed.</summary>
    private void Remove(string from, FileStamp stamp, string sha256, CancellationToken cancel)
    {
        string aside = from + AsideExtension;
        if (File.Exists(aside) && RegularFile.Is(aside)
            && FileStamp.ContentOf(aside, cancel).Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            // Of a process that was ended just before it removed it.
            File.Delete(aside);
        }

        if (!TryRename(from, aside))
        {
            throw new IOException($"'{from}' could not be set aside.");
        }

        if (FileStamp.Of(aside) != stamp)
        {
            TakeBack(aside, from);
        }

        File.Delete(aside);
    }

    /// <summary>Undoes a renaming that met another file than the one that is meant.</summary>
    private void TakeBack(string now, string before)
    {
        try
        {
            TryRename(now, before);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"another file was put in its place while it was moved; that one is at '{now}' now", e);
        }

        throw new InvalidDataException("another file was put in its place while it was moved");
    }
}
