using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;

namespace ImageSearch.PowerShell;

/// <summary>
/// The property PSPath of what names an image file, which other cmdlets take as -LiteralPath. It is null where another file lies there by
/// now than the one that was indexed: nobody meant that one.
/// </summary>
public static class LiteralPaths
{
    /// <summary>Of an indexed image (module/ImageSearch.Types.ps1xml).</summary>
    public static Shown<IndexedImage> OfIndexedImage { get; } = new(image => Of(image.Facts));

    /// <summary>A file that is gone is named too: what is done to it fails, and harms nothing.</summary>
    internal static string? Of(FileFacts facts)
    {
        try
        {
            FileInfo file = FollowedFile.Of(facts.Path);
            bool isTheSame = !file.Exists || (file.Length == facts.LengthBytes
                && (file.LastWriteTimeUtc == facts.ModifiedUtc || ImageReader.ReadFacts(facts.Path).ContentHash.AsSpan()
                    .SequenceEqual(facts.ContentHash.AsSpan())));
            return isTheSame ? facts.Path : null;
        }
        catch (ImageException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
