namespace ImageSearch;

/// <summary>libvips, which decodes the images, was not found or could not be started; nothing can be decoded.</summary>
public sealed class ImageLibraryException : ImageSearchException
{
    internal ImageLibraryException(string reason, string platform, Exception? inner = null)
        : base(ErrorKind.ImageLibraryMissing, "libvips",
            $"The image library libvips could not be loaded: {reason} Use a build for this platform ({platform}), "
            + "or install libvips (Debian: apt install libvips42).", inner)
    {
    }
}
