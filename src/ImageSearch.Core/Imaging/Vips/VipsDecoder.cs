using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>Any image that libvips reads, to upright gray pixels. Throws <see cref="VipsException"/>; knows no paths.</summary>
internal static class VipsDecoder
{
    /// <summary>libvips's number for bands of one byte.</summary>
    public const int FormatByte = 0;

    /// <summary>Files that end too early are refused; other damage is mended as well as the decoder can.</summary>
    private const string FailWhereFileEnds = "truncated";

    /// <summary>Of TIFFs in strips libvips reports nothing before, neither an early end nor a compression that it does not know: it shows
    /// gray.</summary>
    private const string FailOnBadStrip = "error";

    /// <summary>Of those in tiles nothing but at this level; in strips it would refuse every tag that is not known.</summary>
    private const string FailOnBadTile = "warning";

    /// <summary>How much smaller than stored libjpeg can decode: it takes fewer of a block's frequencies, at a fraction of the
    /// cost.</summary>
    private static readonly int[] JpegShrinks = [8, 4, 2];

    /// <summary>Reads the header alone; null for an unknown format. A file that ends too early will be refused rather than filled with
    /// gray.</summary>
    public static OpenedImage? Open(VipsObject source)
    {
        nint loader = VipsNative.FindLoader(source);
        if (loader == 0)
        {
            _ = VipsException.FromErrorBuffer();
            return null;
        }

        string name = Marshal.PtrToStringUTF8(loader)!;
        string failOn = FailWhereFileEnds;
        VipsObject image;
        if (name.Contains("Tiff", StringComparison.Ordinal))
        {
            failOn = FailOnBadStrip;
            image = Load(source, name, failOn);
            if (VipsNative.GetTypeOf(image, "tile-width") != 0)
            {
                image.Dispose();
                failOn = FailOnBadTile;
                image = Load(source, name, failOn);
            }
        }
        else
        {
            image = Load(source, name, failOn);
        }

        int pages = Math.Max(VipsNative.GetPageCount(image), HasHiddenFrames(name) ? CountFrames(source) : 1);
        var first = new OpenedImage(source, name, image, failOn, pages, 0);
        if (pages == 1 || !first.IsTiff)
        {
            return first;
        }

        using (first)
        {
            int page = MainPage.Of(pages, number => Load(source, name, failOn, page: number));
            return new OpenedImage(source, name, Load(source, name, failOn, page: page), failOn, pages, page);
        }
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
        using VipsObject small = Bound(operation.Set("source", opened.Source).Set("option_string", opened.Options), longSidePixels)
            .RunToImage();
        return ToGray(small);
    }

    /// <summary>How a file's pixels are turned upright: 1 to 8, as its EXIF says; 1 where it does not.</summary>
    /// <exception cref="VipsException">libvips cannot read it.</exception>
    public static int OrientationOf(string path)
    {
        VipsRuntime.EnsureStarted();
        return VipsGate.Run(() =>
        {
            using VipsObject source = VipsObject.Own(VipsNative.NewSourceFromFile(path));
            using OpenedImage? opened = Open(source);
            return opened?.Orientation ?? OpenedImage.Upright;
        });
    }

    /// <summary>How much smaller a JPEG is decoded: as small as is still large enough, so that little is left to be shrunk.</summary>
    public static int JpegShrink(int width, int height, int longSidePixels) =>
        JpegShrinks.FirstOrDefault(shrink => Math.Max(width, height) >= (long)shrink * longSidePixels, 1);

    /// <summary>An image turned upright, with all its bits and bands. What is turned cannot be read from the top down: it is held
    /// whole.</summary>
    public static VipsObject Turn(OpenedImage opened)
    {
        using var load = new VipsOperation(opened.Loader);
        load.Set("source", opened.Source).Set("access", "random").Set("fail_on", opened.FailOn);
        using VipsObject stored = (opened.Page > 0 ? load.Set("page", opened.Page) : load).RunToImage();
        using var turn = new VipsOperation("autorot");
        return turn.Set("in", stored).RunToImage();
    }

    /// <summary>Some pages as they are stored, one below the other: from one on so many, -1 for all.</summary>
    public static VipsObject LoadPages(OpenedImage opened, int first, int count)
    {
        using var operation = new VipsOperation(opened.Loader);
        operation.Set("source", opened.Source).Set("access", "sequential").Set("fail_on", opened.FailOn);
        return (opened.HasPages ? operation.Set("page", first).Set("n", count) : operation).RunToImage();
    }

    private static bool HasHiddenFrames(string loader) => loader.Contains("Png", StringComparison.Ordinal)
        || loader.Contains("Heif", StringComparison.Ordinal);

    private static unsafe int CountFrames(VipsObject source)
    {
        long read = VipsNative.Sniff(source, out byte* start, FrameCount.LookedAtBytes);
        return read > 0 ? FrameCount.Of(new ReadOnlySpan<byte>(start, (int)read)) : 1;
    }

    private static VipsObject Load(VipsObject source, string loader, string failOn, int shrink = 1, int page = 0)
    {
        using var operation = new VipsOperation(loader);
        operation.Set("source", source).Set("access", "sequential").Set("fail_on", failOn);
        return (shrink > 1 ? operation.Set("shrink", shrink) : page > 0 ? operation.Set("page", page) : operation).RunToImage();
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
            GrayImage shrunk = Collect(small);
            return new GrayImage(shrunk.Width, shrunk.Height, shrunk.Pixels) { Colours = gray.Colours };
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
            ColourImage opaque = ColourImage.Collect(rgb);
            return Gray(opaque.Rgb, opaque.Width, opaque.Height, bands: 3);
        }

        using var cast = new VipsOperation("cast");
        using VipsObject bytes = cast.Set("in", rgb).Set("format", "uchar").RunToImage();
        return Collect(bytes);
    }

    /// <summary>The bytes of a pipeline, handed on while they are there.</summary>
    public static unsafe T Copy<T>(VipsObject bytes, Func<ReadOnlySpan<byte>, T> use)
    {
        byte* memory = VipsNative.WriteToMemory(bytes, out nuint lengthBytes);
        return Use(memory, lengthBytes, use);
    }

    /// <summary>The pixels of a pipeline, which works in strips on a thread of its own.</summary>
    private static GrayImage Collect(VipsObject bytes) =>
        Copy(bytes, pixels => Gray(pixels, VipsNative.GetWidth(bytes), VipsNative.GetHeight(bytes), VipsNative.GetBands(bytes)));

    /// <summary>The pixels of a loader, straight from it on this thread: without another's start the small ones take two thirds of the
    /// time.</summary>
    private static unsafe GrayImage Fetch(VipsObject bytes)
    {
        using VipsObject region = VipsObject.Own(VipsNative.NewRegion(bytes));
        int width = VipsNative.GetWidth(bytes), height = VipsNative.GetHeight(bytes);
        byte* memory = VipsNative.FetchRegion(region, 0, 0, width, height, out nuint lengthBytes);
        return Use(memory, lengthBytes, pixels => Gray(pixels, width, height, VipsNative.GetBands(bytes)));
    }

    /// <summary>Hands on bytes that libvips made, and frees them.</summary>
    public static unsafe T Use<T>(byte* memory, nuint lengthBytes, Func<ReadOnlySpan<byte>, T> use)
    {
        if (memory == null)
        {
            throw VipsException.FromErrorBuffer();
        }

        try
        {
            return use(new ReadOnlySpan<byte>(memory, checked((int)lengthBytes)));
        }
        finally
        {
            VipsNative.Free(memory);
        }
    }

    private static GrayImage Gray(ReadOnlySpan<byte> data, int width, int height, int bands)
    {
        var pixels = new byte[checked(width * height)];
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

        return new GrayImage(width, height, pixels) { Colours = ColourSignature.Of(data, width, height, bands) };
    }
}
