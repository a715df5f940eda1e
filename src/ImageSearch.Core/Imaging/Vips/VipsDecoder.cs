using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>Any image that libvips reads, to upright gray pixels. Throws <see cref="VipsException"/>; knows no paths.</summary>
internal static class VipsDecoder
{
    /// <summary>libvips's number for bands of one byte.</summary>
    public const int FormatByte = 0;

    /// <summary>Files that end too early are refused; other damage is mended as well as the decoder can.</summary>
    private const string FailWhereFileEnds = "truncated";

    /// <summary>Of TIFFs in strips libvips reports nothing before, neither an early end nor a compression that it does not know: it shows gray.</summary>
    private const string FailOnBadStrip = "error";

    /// <summary>Of those in tiles nothing but at this level; in strips it would refuse every tag that is not known.</summary>
    private const string FailOnBadTile = "warning";

    /// <summary>How much smaller than stored libjpeg can decode: it takes fewer of a block's frequencies, at a fraction of the cost.</summary>
    private static readonly int[] JpegShrinks = [8, 4, 2];

    /// <summary>Reads the header alone; null for an unknown format. A file that ends too early will be refused rather than filled with gray.</summary>
    public static OpenedImage? Open(VipsObject source)
    {
        nint loader = VipsNative.FindLoader(source);
        if (loader == 0)
        {
            _ = VipsException.FromErrorBuffer();
            return null;
        }

        string name = Marshal.PtrToStringUTF8(loader)!;
        if (!name.Contains("Tiff", StringComparison.Ordinal))
        {
            return new OpenedImage(source, name, Load(source, name, FailWhereFileEnds), FailWhereFileEnds);
        }

        VipsObject image = Load(source, name, FailOnBadStrip);
        if (VipsNative.GetTypeOf(image, "tile-width") == 0)
        {
            return new OpenedImage(source, name, image, FailOnBadStrip);
        }

        image.Dispose();
        return new OpenedImage(source, name, Load(source, name, FailOnBadTile), FailOnBadTile);
    }

    /// <summary>Decodes, turns upright, shrinks to the long side.</summary>
    public static GrayImage Decode(OpenedImage opened, int longSidePixels)
    {
        int longSide = Math.Max(opened.Width, opened.Height);
        if (opened.IsPlain && longSide <= longSidePixels)
        {
            return Fetch(opened.Image);
        }

        if (opened.IsPlain && opened.IsJpeg)
        {
            int shrink = JpegShrink(opened.Width, opened.Height, longSidePixels);
            if (shrink > 1)
            {
                using VipsObject smaller = Load(opened.Source, opened.Loader, opened.FailOn, shrink);
                return Shrink(Fetch(smaller), longSidePixels);
            }
        }

        // Options reach the loader through the option string alone; the thumbnailer's own fail_on is not passed on for sources.
        using var operation = new VipsOperation("thumbnail_source");
        using VipsObject small = Bound(operation.Set("source", opened.Source).Set("option_string", $"[fail_on={opened.FailOn}]"), longSidePixels).RunToImage();
        return ToGray(small);
    }

    /// <summary>How much smaller a JPEG is decoded: as small as is still large enough, so that little is left to be shrunk.</summary>
    public static int JpegShrink(int width, int height, int longSidePixels) =>
        JpegShrinks.FirstOrDefault(shrink => Math.Max(width, height) >= (long)shrink * longSidePixels, 1);

    private static VipsObject Load(VipsObject source, string loader, string failOn, int shrink = 1)
    {
        using var operation = new VipsOperation(loader);
        operation.Set("source", source).Set("access", "sequential").Set("fail_on", failOn);
        return (shrink > 1 ? operation.Set("shrink", shrink) : operation).RunToImage();
    }

    private static unsafe GrayImage Shrink(GrayImage gray, int longSidePixels)
    {
        if (Math.Max(gray.Width, gray.Height) <= longSidePixels)
        {
            return gray;
        }

        fixed (byte* data = gray.Pixels)
        {
            using VipsObject image = VipsObject.Own(
                VipsNative.NewImageFromMemory(data, (nuint)gray.Pixels.Length, gray.Width, gray.Height, 1, FormatByte));
            using var operation = new VipsOperation("thumbnail_image");
            using VipsObject small = Bound(operation.Set("in", image), longSidePixels).RunToImage();
            return Collect(small);
        }
    }

    /// <summary>Shrinks colour pixels to the long side.</summary>
    public static GrayImage FromRgb(VipsObject colours, int longSidePixels)
    {
        using var operation = new VipsOperation("thumbnail_image");
        using VipsObject small = Bound(operation.Set("in", colours), longSidePixels).RunToImage();
        return ToGray(small);
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
            return CollectBytes(opaque);
        }

        return CollectBytes(rgb);
    }

    private static GrayImage CollectBytes(VipsObject image)
    {
        using var cast = new VipsOperation("cast");
        using VipsObject bytes = cast.Set("in", image).Set("format", "uchar").RunToImage();
        return Collect(bytes);
    }

    /// <summary>The pixels of a pipeline, which works in strips on a thread of its own.</summary>
    private static unsafe GrayImage Collect(VipsObject bytes)
    {
        byte* memory = VipsNative.WriteToMemory(bytes, out nuint lengthBytes);
        return Take(bytes, memory, lengthBytes);
    }

    /// <summary>The pixels of a loader, straight from it on this thread: without another's start the small ones take two thirds of the time.</summary>
    private static unsafe GrayImage Fetch(VipsObject bytes)
    {
        using VipsObject region = VipsObject.Own(VipsNative.NewRegion(bytes));
        byte* memory = VipsNative.FetchRegion(region, 0, 0, VipsNative.GetWidth(bytes), VipsNative.GetHeight(bytes), out nuint lengthBytes);
        return Take(bytes, memory, lengthBytes);
    }

    private static unsafe GrayImage Take(VipsObject bytes, byte* memory, nuint lengthBytes)
    {
        if (memory == null)
        {
            throw VipsException.FromErrorBuffer();
        }

        try
        {
            int width = VipsNative.GetWidth(bytes), height = VipsNative.GetHeight(bytes), bands = VipsNative.GetBands(bytes);
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
