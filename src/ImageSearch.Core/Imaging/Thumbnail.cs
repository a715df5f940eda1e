using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>Makes small upright JPEGs of image files, without their metadata: where a photo was taken is nobody's business.</summary>
public static class Thumbnail
{
    private const int Quality = 80;

    /// <summary>Makes a JPEG no longer or higher than a long side; smaller images keep their size.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="longSidePixels">16 to 16,384.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <returns>The JPEG's bytes.</returns>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static byte[] Make(string path, int longSidePixels, double limitMegapixels)
    {
        new ImagingSettings(longSidePixels, limitMegapixels).Validate();
        string full = Path.GetFullPath(path);
        if (!File.Exists(full) || new FileInfo(full).Length == 0)
        {
            throw ImageException.NotFound(full);
        }

        try
        {
            VipsRuntime.EnsureStarted();
            return IsBmp(full) ? OfBmp(full, longSidePixels, limitMegapixels) : VipsGate.Run(() => OfImage(full, longSidePixels, limitMegapixels));
        }
        catch (Exception e) when (e is VipsException or IOException or UnauthorizedAccessException or InvalidDataException or OverflowException)
        {
            throw ImageException.Unreadable(full, e.Message.TrimEnd('.'), e);
        }
    }

    private static bool IsBmp(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[2];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && BmpReader.IsBmp(start);
    }

    private static byte[] OfImage(string path, int longSidePixels, double limitMegapixels)
    {
        using VipsObject source = VipsObject.Own(VipsNative.NewSourceFromFile(path));
        using OpenedImage opened = VipsDecoder.Open(source)
            ?? throw ImageException.Unreadable(path, "its bytes are in no image format that is known or trusted");
        CheckSize(path, opened.Width, opened.Height, limitMegapixels);
        return PixelBudget.Shared.Run((long)opened.Width * opened.Height, () =>
        {
            using var operation = new VipsOperation("thumbnail_source");
            using VipsObject small = Bound(operation.Set("source", source), longSidePixels).RunToImage();
            return ToJpeg(small);
        });
    }

    private static unsafe byte[] OfBmp(string path, int longSidePixels, double limitMegapixels)
    {
        using var file = new BufferedStream(File.OpenRead(path), 1 << 16);
        var reader = new BmpReader(file);
        CheckSize(path, reader.Width, reader.Height, limitMegapixels);
        return PixelBudget.Shared.Run((long)reader.Width * reader.Height, () =>
        {
            byte[] rgb = reader.ReadRgb();
            fixed (byte* data = rgb)
            {
                using VipsObject image = VipsObject.Own(
                    VipsNative.NewImageFromMemory(data, (nuint)rgb.Length, reader.Width, reader.Height, 3, VipsDecoder.FormatByte));
                using var tag = new VipsOperation("copy");
                using VipsObject tagged = tag.Set("in", image).Set("interpretation", "srgb").RunToImage();
                using var operation = new VipsOperation("thumbnail_image");
                using VipsObject small = Bound(operation.Set("in", tagged), longSidePixels).RunToImage();
                return ToJpeg(small);
            }
        });
    }

    private static void CheckSize(string path, int width, int height, double limitMegapixels)
    {
        if ((double)width * height > limitMegapixels * 1e6)
        {
            throw ImageException.TooLarge(path, width, height, limitMegapixels);
        }
    }

    private static VipsOperation Bound(VipsOperation thumbnail, int longSidePixels) =>
        thumbnail.Set("width", longSidePixels).Set("height", longSidePixels).Set("size", "down");

    private static unsafe byte[] ToJpeg(VipsObject image)
    {
        using var toRgb = new VipsOperation("colourspace");
        using VipsObject rgb = toRgb.Set("in", image).Set("space", "srgb").RunToImage();
        using VipsObject target = VipsObject.Own(VipsNative.NewTargetToMemory());
        using var save = new VipsOperation("jpegsave_target");
        save.Set("in", rgb).Set("target", target).Set("Q", Quality).Set("strip", "true").Set("background", "255").Run();
        VipsNative.GValue holder = default;
        VipsNative.InitValue(ref holder, VipsNative.TypeFromName("VipsBlob"));
        VipsNative.GetProperty(target.DangerousGetHandle(), "blob", ref holder);
        try
        {
            byte* memory = VipsNative.GetBlob(VipsNative.GetValueBoxed(ref holder), out nuint lengthBytes);
            return new ReadOnlySpan<byte>(memory, checked((int)lengthBytes)).ToArray();
        }
        finally
        {
            VipsNative.UnsetValue(ref holder);
        }
    }
}
