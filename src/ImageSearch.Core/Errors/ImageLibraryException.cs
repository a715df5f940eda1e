namespace ImageSearch;

/// <summary>libvips, which decodes the images, was not found or could not be started; nothing can be decoded.</summary>
public sealed class ImageLibraryException : ImageSearchException
{
    internal ImageLibraryException(string reason, Exception? inner = null)
        : base(ErrorKind.ImageLibraryMissing, "libvips",
            $"The image library libvips could not be loaded: {reason} Install it (Debian: apt install libvips42), or build again on a machine with npm.", inner)
    {
    }
}
