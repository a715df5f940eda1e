using ImageSearch.Features;

namespace ImageSearch.Service.Searching;

/// <summary>An image that was sent, as a file of the service's own for as long as its pixels are compared.</summary>
internal sealed class SentImage : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imagesearch-sent-").FullName;

    /// <summary>Writes it down, readable to the service's user alone.</summary>
    public static SentImage Keep(ImageBuffer image)
    {
        var sent = new SentImage();
        try
        {
            File.WriteAllBytes(sent.Path, image.Bytes.AsSpan(0, image.LengthBytes));
            return sent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            sent.Dispose();
            throw;
        }
    }

    private string Path => System.IO.Path.Combine(_folder, "image");

    /// <summary>The image as it was described, its file this one.</summary>
    public DescribedImage Name(DescribedImage image) =>
        image with { Facts = image.Facts.At(Path, File.GetLastWriteTimeUtc(Path)) };

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
