using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>Any image that libvips reads, to upright gray pixels. Throws <see cref="VipsException"/>; knows no paths.</summary>
internal static class VipsDecoder
{
    /// <summary>libvips's number for bands of one byte.</summary>
    public const int FormatByte = 0;

    private const string FailOn = "truncated";

    /// <summary>Options reach the loader through the option string alone; the thumbnailer's own fail_on is not passed on for sources.</summary>
    public const string StopWhereFileEnds = $"[fail_on={FailOn}]";

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
        return new OpenedImage(source, name, Load(source, name, shrink: 1));
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
                using VipsObject smaller = Load(opened.Source, opened.Loader, shrink);
                return Shrink(Fetch(smaller), longSidePixels);
            }
        }

        using var operation = new VipsOperation("thumbnail_source");
        using VipsObject small = Bound(operation.Set("source", opened.Source).Set("option_string", StopWhereFileEnds), longSidePixels).RunToImage();
        return ToGray(small);
    }

    /// <summary>How much smaller a JPEG is decoded: as small as is still large enough, so that little is left to be shrunk.</summary>
    public static int JpegShrink(int width, int height, int longSidePixels) =>
        JpegShrinks.FirstOrDefault(shrink => Math.Max(width, height) >= (long)shrink * longSidePixels, 1);

    /// <summary>An image turned upright, with all its bits and bands. What is turned cannot be read from the top down: it is held whole.</summary>
    public static VipsObject Turn(OpenedImage opened)
    {
        using var load = new VipsOperation(opened.Loader);
        using VipsObject stored = load.Set("source", opened.Source).Set("access", "random").Set("fail_on", FailOn).RunToImage();
        using var turn = new VipsOperation("autorot");
        return turn.Set("in", stored).RunToImage();
    }

    private static VipsObject Load(VipsObject source, string loader, int shrink)
    {
        using var operation = new VipsOperation(loader);
        operation.Set("source", source).Set("access", "sequential").Set("fail_on", FailOn);
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

    /// <summary>Shrinks interleaved R, G, B bytes to the long side.</summary>
    public static GrayImage FromRgb(byte[] rgb, int width, int height, int longSidePixels) => new ColourImage(width, height, rgb).Run(image =>
    {
        using var operation = new VipsOperation("thumbnail_image");
        using VipsObject small = Bound(operation.Set("in", image), longSidePixels).RunToImage();
        return ToGray(small);
    });

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
