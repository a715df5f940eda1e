using ImageSearch.Files;

namespace ImageSearch.Pictures;

/// <summary>Writes a file so that it is there whole or not at all.</summary>
/// <param name="exists">Says that a file is there that is not to be replaced.</param>
/// <param name="notWritable">Says that a file cannot be written: its path, the reason, what was thrown.</param>
internal sealed class OutputFile(Func<string, ImageSearchException> exists,
    Func<string, string, Exception?, ImageSearchException> notWritable)
{
    /// <summary>Refuses early what would be refused late: a file that is not to be replaced, and, whatever is said, what is no
    /// file.</summary>
    public void CheckFree(string path, bool replace)
    {
        // A link that leads nowhere is there too.
        bool isThere = Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
        if (isThere && !RegularFile.Is(path))
        {
            throw notWritable(path, RegularFile.Refusal, null);
        }

        if (isThere && !replace)
        {
            throw exists(path);
        }

        if (isThere && IndexSignature.IsAt(path))
        {
            throw notWritable(path, IndexSignature.Refusal, null);
        }
    }

    /// <summary>Lets a file be written beside, and puts it in its place once it is whole; whatever goes wrong, nothing is left
    /// beside.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replace">Whether a file that is there is replaced.</param>
    /// <param name="write">Writes it.</param>
    public void Write(string path, bool replace, Action<Stream> write)
    {
        string full = Path.GetFullPath(path), beside = Path.Combine(Path.GetDirectoryName(full)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            CheckFree(full, replace);
            FileOwner.Copy(full, beside);
            File.Move(beside, full, replace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CheckFree(full, replace);
            throw notWritable(full, e is DirectoryNotFoundException ? "its folder does not exist"
                : e.Message.Replace(beside, full, StringComparison.Ordinal).TrimEnd('.'), e);
        }
        finally
        {
            Discard(beside);
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be written cannot always be removed; the error about the writing is the one that matters.
        }
    }
}
