using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>Colour pixels: red, green and blue bytes, row by row, 3 x width x height of them.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb">The bytes.</param>
internal sealed record ColourImage(int Width, int Height, byte[] Rgb)
{
    private const int Channels = 3;

    /// <summary>Reads a file, upright, and brings its longer side to so many pixels, which may depend on width and height; small ones are enlarged by
    /// the factor at most.</summary>
    /// <returns>The pixels, and the file's upright width and height.</returns>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static (ColourImage Image, int Width, int Height) Read(string path, Func<int, int, int> longSidePixels, double mostEnlarged, double limitMegapixels) =>
        UprightImage.Read(path, limitMegapixels, (width, height) => (int)Math.Min(longSidePixels(width, height), Math.Ceiling(Math.Max(width, height) * mostEnlarged)), "both",
            (image, width, height) => (Collect(image), width, height));

    /// <summary>Reads a file, upright, at exactly so many pixels.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="known">Its upright width and height, as they were when it was described.</param>
    /// <param name="wanted">The width and height to read it at.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <exception cref="ImageException">Not found, unreadable, too large, or of another size by now.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static ColourImage ReadAt(string path, (int Width, int Height) known, (int Width, int Height) wanted, double limitMegapixels) =>
        UprightImage.Read(path, limitMegapixels, (width, height) => (width, height) == known ? wanted
            : throw ImageException.Unreadable(path, $"it has {width} x {height} pixels and had {known.Width} x {known.Height} when it was described"),
            "force", (image, _, _) => Collect(image));

    /// <summary>Hands the pixels to libvips.</summary>
    public unsafe T Run<T>(Func<VipsObject, T> use)
    {
        VipsRuntime.EnsureStarted();
        fixed (byte* data = Rgb)
        {
            using VipsObject image = VipsObject.Own(VipsNative.NewImageFromMemory(data, (nuint)Rgb.Length, Width, Height, Channels, VipsDecoder.FormatByte));
            using var tag = new VipsOperation("copy");
            using VipsObject tagged = tag.Set("in", image).Set("interpretation", "srgb").RunToImage();
            return use(tagged);
        }
    }

    /// <summary>The pixels that libvips makes of an image in red, green and blue; what is transparent lies on white.</summary>
    internal static unsafe ColourImage Collect(VipsObject image)
    {
        using VipsObject opaque = Flatten(image);
        using var cast = new VipsOperation("cast");
        using VipsObject bytes = cast.Set("in", opaque).Set("format", "uchar").RunToImage();
        byte* memory = VipsNative.WriteToMemory(bytes, out nuint lengthBytes);
        if (memory == null)
        {
            throw VipsException.FromErrorBuffer();
        }

        try
        {
            return VipsNative.GetBands(bytes) == Channels
                ? new ColourImage(VipsNative.GetWidth(bytes), VipsNative.GetHeight(bytes), new ReadOnlySpan<byte>(memory, checked((int)lengthBytes)).ToArray())
                : throw new VipsException($"an image of {VipsNative.GetBands(bytes)} bands has no colours");
        }
        finally
        {
            VipsNative.Free(memory);
        }
    }

    private static VipsObject Flatten(VipsObject image)
    {
        using var operation = new VipsOperation(VipsNative.HasAlpha(image) != 0 ? "flatten" : "copy");
        operation.Set("in", image);
        return (VipsNative.HasAlpha(image) != 0 ? operation.Set("background", "255") : operation).RunToImage();
    }
}
