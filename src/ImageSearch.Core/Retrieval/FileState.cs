using ImageSearch.Files;
using ImageSearch.Imaging;

namespace ImageSearch.Retrieval;

/// <summary>Whether a file still is what it was when it was described.</summary>
internal static class FileState
{
    /// <summary>A file of another length is another one; one of the same length and time is the same; else its content tells.</summary>
    /// <exception cref="ImageException">It is gone, cannot be read, or is another one.</exception>
    public static void Check(FileFacts facts)
    {
        FileInfo file = FollowedFile.Of(facts.Path);
        if (!file.Exists)
        {
            throw ImageException.NotFound(facts.Path);
        }

        bool isSame = file.Length == facts.LengthBytes
            && (file.LastWriteTimeUtc == facts.ModifiedUtc || ImageReader.ReadFacts(facts.Path).ContentHash.AsSpan()
                .SequenceEqual(facts.ContentHash.AsSpan()));
        if (!isSame)
        {
            throw ImageException.Unreadable(facts.Path, "it is another file by now than the one that was described");
        }
    }
}
