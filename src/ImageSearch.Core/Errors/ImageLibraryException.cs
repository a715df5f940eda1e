using ImageSearch.Imaging.Vips;

namespace ImageSearch;

/// <summary>libvips, which decodes the images, was not found or could not be started; nothing can be decoded.</summary>
public sealed class ImageLibraryException : ImageSearchException
{
    internal ImageLibraryException(string reason, Exception? inner = null)
        : base(ErrorKind.ImageLibraryMissing, "libvips",
            $"The image library libvips could not be loaded: {reason} Use a build for this platform ({VipsRuntime.PortableRuntimeIdentifier()}), "
            + "or install libvips (Debian: apt install libvips42).", inner)
    {
    }
}
