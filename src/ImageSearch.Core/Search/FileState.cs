using System.Security.Cryptography;
using ImageSearch.Imaging;

namespace ImageSearch.Search;

/// <summary>Whether a file still is what it was when it was described.</summary>
internal static class FileState
{
    /// <summary>A file of another length is another one; one of the same length and time is the same; else its content tells.</summary>
    /// <exception cref="ImageException">It is gone, cannot be read, or is another one.</exception>
    public static void Check(FileFacts facts)
    {
        var file = new FileInfo(facts.Path);
        if (!file.Exists)
        {
            throw ImageException.NotFound(facts.Path);
        }

        if (file.Length != facts.LengthBytes || (file.LastWriteTimeUtc != facts.ModifiedUtc && !HasContent(facts)))
        {
            throw ImageException.Unreadable(facts.Path, "it is another file by now than the one that was described");
        }
    }

    private static bool HasContent(FileFacts facts)
    {
        try
        {
            using FileStream file = File.OpenRead(facts.Path);
            return facts.ContentHash.AsSpan().SequenceEqual(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(facts.Path, e.Message.TrimEnd('.'), e);
        }
    }
}
