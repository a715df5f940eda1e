using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>Colour pixels: red, green and blue bytes, row by row, 3 x width x height of them.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb">The bytes.</param>
internal sealed record ColourImage(int Width, int Height, byte[] Rgb)
{
    private const int Channels = 3;

    /// <summary>Reads a file, upright, and brings its longer side to so many pixels, which may depend on width and height; small ones are
    /// enlarged by the factor at most.</summary>
    /// <returns>The pixels, and the file's upright width and height.</returns>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static (ColourImage Image, int Width, int Height) Read(string path, Func<int, int, int> longSidePixels, double mostEnlarged,
        double limitMegapixels) =>
        UprightImage.Read(path, limitMegapixels, (width, height) =>
            (int)Math.Min(longSidePixels(width, height), Math.Ceiling(Math.Max(width, height) * mostEnlarged)), "both",
            (image, width, height) => (Collect(image), width, height));

    /// <summary>Reads a file, upright, at exactly so many pixels.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="known">Its upright width and height, as they were when it was described.</param>
    /// <param name="wanted">The width and height to read it at.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <exception cref="ImageException">Not found, unreadable, too large, or of another size by now.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static ColourImage ReadAt(string path, (int Width, int Height) known, (int Width, int Height) wanted, double limitMegapixels) =>
        ReadAt(path, known, wanted, limitMegapixels, Collect);

    /// <summary>Reads a part of a file, upright, at its full size.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="known">Its upright width and height, as they were when it was described.</param>
    /// <param name="part">The part, which lies within.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <inheritdoc cref="ReadAt(string, ValueTuple{int, int}, ValueTuple{int, int}, double)"/>
    public static ColourImage ReadPart(string path, (int Width, int Height) known, (int Left, int Top, int Width, int Height) part,
        double limitMegapixels) => ReadAt(path, known, known, limitMegapixels, image =>
        {
            using var operation = new VipsOperation("extract_area");
            using VipsObject cut = operation.Set("input", image).Set("left", part.Left).Set("top", part.Top).Set("width", part.Width)
                .Set("height", part.Height).RunToImage();
            return Collect(cut);
        });

    private static ColourImage ReadAt(string path, (int Width, int Height) known, (int Width, int Height) wanted, double limitMegapixels,
        Func<VipsObject, ColourImage> collect) =>
        UprightImage.Read(path, limitMegapixels, (width, height) => (width, height) == known ? wanted
            : throw ImageException.Unreadable(
                path, $"it has {width} x {height} pixels and had {known.Width} x {known.Height} when it was described"),
            "force", (image, _, _) => collect(image));

    /// <summary>Hands the pixels to libvips.</summary>
    public unsafe T Run<T>(Func<VipsObject, T> use)
    {
        fixed (byte* data = Rgb)
        {
            return Run((nint)data, Width, Height, use);
        }
    }

    /// <summary>Hands pixels to libvips that lie elsewhere: 3 x width x height bytes at an address, which stay there until it
    /// returns.</summary>
    public static unsafe T Run<T>(nint rgb, int width, int height, Func<VipsObject, T> use)
    {
        VipsRuntime.EnsureStarted();
        nuint lengthBytes = checked((nuint)width * (nuint)height * Channels);
        using VipsObject image =
            VipsObject.Own(VipsNative.NewImageFromMemory((byte*)rgb, lengthBytes, width, height, Channels, VipsDecoder.FormatByte));
        using var tag = new VipsOperation("copy");
        using VipsObject tagged = tag.Set("in", image).Set("interpretation", "srgb").RunToImage();
        return use(tagged);
    }

    /// <summary>The pixels of an image of red, green, blue and perhaps alpha; transparent ones on their ground.</summary>
    public static ColourImage Collect(VipsObject image)
    {
        using var cast = new VipsOperation("cast");
        using VipsObject bytes = cast.Set("in", image).Set("format", "uchar").RunToImage();
        int width = VipsNative.GetWidth(bytes), height = VipsNative.GetHeight(bytes), bands = VipsNative.GetBands(bytes);
        bool isTransparent = VipsNative.HasAlpha(bytes) != 0;
        return bands == (isTransparent ? Channels + 1 : Channels)
            ? new ColourImage(width, height,
                VipsDecoder.Copy(bytes, pixels => isTransparent ? Transparency.Flatten(pixels) : pixels.ToArray()))
            : throw new VipsException($"an image of {bands} bands has no colours");
    }
}
