using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>Any image that libvips reads, to upright gray pixels. Throws <see cref="VipsException"/>; knows no paths.</summary>
internal static class VipsDecoder
{
    private const int FormatByte = 0;

    /// <summary>Options reach the loader through the option string alone; the thumbnailer's own fail_on is not passed on for sources.</summary>
    private const string StopWhereFileEnds = "[fail_on=truncated]";

    /// <summary>EXIF orientations from here on swap width and height.</summary>
    private const int FirstTurnedOrientation = 5;

    /// <summary>Width and height in pixels as stored, whether orientation turns them, and whether it is a JPEG, from the header alone; null for an unknown format.</summary>
    public static (int Width, int Height, bool Turned, bool IsJpeg)? ReadHeader(VipsObject source)
    {
        nint loader = VipsNative.FindLoader(source);
        if (loader == 0)
        {
            _ = VipsException.FromErrorBuffer();
            return null;
        }

        string name = Marshal.PtrToStringUTF8(loader)!;
        using var operation = new VipsOperation(name);
        using VipsObject image = operation.Set("source", source).Set("access", "sequential").RunToImage();
        bool turned = VipsNative.GetOrientation(image) >= FirstTurnedOrientation;
        return (VipsNative.GetWidth(image), VipsNative.GetHeight(image), turned, name.Contains("Jpeg", StringComparison.Ordinal));
    }

    /// <summary>Decodes, turns upright, shrinks to the long side. A file that ends too early is refused rather than filled with gray.</summary>
    public static GrayImage Decode(VipsObject source, int longSidePixels)
    {
        using var operation = new VipsOperation("thumbnail_source");
        using VipsObject small = Bound(operation.Set("source", source).Set("option_string", StopWhereFileEnds), longSidePixels).RunToImage();
        return ToGray(small);
    }

    /// <summary>Shrinks interleaved R, G, B bytes to the long side.</summary>
    public static unsafe GrayImage FromRgb(ReadOnlySpan<byte> rgb, int width, int height, int longSidePixels)
    {
        VipsRuntime.EnsureStarted();
        fixed (byte* data = rgb)
        {
            using VipsObject image = VipsObject.Own(VipsNative.NewImageFromMemory(data, (nuint)rgb.Length, width, height, 3, FormatByte));
            using var tag = new VipsOperation("copy");
            using VipsObject tagged = tag.Set("in", image).Set("interpretation", "srgb").RunToImage();
            using var operation = new VipsOperation("thumbnail_image");
            using VipsObject small = Bound(operation.Set("in", tagged), longSidePixels).RunToImage();
            return ToGray(small);
        }
    }

    private static VipsOperation Bound(VipsOperation thumbnail, int longSidePixels) =>
        thumbnail.Set("width", longSidePixels).Set("height", longSidePixels).Set("size", "down");

    private static GrayImage ToGray(VipsObject image)
    {
        // sRGB first: it brings CMYK, 16 bits and Lab to 8-bit R, G, B, and the alpha beside them to 0..255.
        using var toRgb = new VipsOperation("colourspace");
        using VipsObject rgb = toRgb.Set("in", image).Set("space", "srgb").RunToImage();
        if (VipsNative.HasAlpha(rgb) != 0)
        {
            using var flatten = new VipsOperation("flatten");
            using VipsObject opaque = flatten.Set("in", rgb).Set("background", "255").RunToImage();
            return Collect(opaque);
        }

        return Collect(rgb);
    }

    private static unsafe GrayImage Collect(VipsObject image)
    {
        using var cast = new VipsOperation("cast");
        using VipsObject bytes = cast.Set("in", image).Set("format", "uchar").RunToImage();
        int width = VipsNative.GetWidth(bytes), height = VipsNative.GetHeight(bytes), bands = VipsNative.GetBands(bytes);
        byte* memory = VipsNative.WriteToMemory(bytes, out nuint lengthBytes);
        if (memory == null)
        {
            throw VipsException.FromErrorBuffer();
        }

        try
        {
            var pixels = new byte[checked(width * height)];
            var data = new ReadOnlySpan<byte>(memory, checked((int)lengthBytes));
            switch (bands)
            {
                case 1:
                    data.CopyTo(pixels);
                    break;
                case 3:
                    Luma.FromRgb(data, pixels);
                    break;
                default:
                    throw new VipsException($"an image of {bands} bands has no gray");
            }

            return new GrayImage(width, height, pixels);
        }
        finally
        {
            VipsNative.Free(memory);
        }
    }
}
