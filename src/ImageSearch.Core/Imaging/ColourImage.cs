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

    /// <summary>Hands the pixels to libvips.</summary>
    public unsafe T Run<T>(Func<VipsObject, T> use)
    {
        fixed (byte* data = Rgb)
        {
            return Run((nint)data, Width, Height, use);
        }
    }

    /// <summary>Hands pixels to libvips that lie elsewhere: 3 x width x height bytes at an address, which stay there until it returns.</summary>
    public static unsafe T Run<T>(nint rgb, int width, int height, Func<VipsObject, T> use)
    {
        VipsRuntime.EnsureStarted();
        nuint lengthBytes = checked((nuint)width * (nuint)height * Channels);
        using VipsObject image = VipsObject.Own(VipsNative.NewImageFromMemory((byte*)rgb, lengthBytes, width, height, Channels, VipsDecoder.FormatByte));
        using var tag = new VipsOperation("copy");
        using VipsObject tagged = tag.Set("in", image).Set("interpretation", "srgb").RunToImage();
        return use(tagged);
    }

    private static unsafe ColourImage Collect(VipsObject image)
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
