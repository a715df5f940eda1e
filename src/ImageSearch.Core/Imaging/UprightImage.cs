using ImageSearch.Files;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>Image files as people see them: upright, in colour, brought to a size.</summary>
internal static class UprightImage
{
    /// <summary>Opens a file and hands its pixels on, as libvips will make them.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <param name="longSidePixels">The longer side that is wanted, of the file's width and height.</param>
    /// <param name="size">libvips's word for what may be done: down to shrink alone, both to enlarge too.</param>
    /// <param name="take">Gets red, green and blue, and the file's upright width and height.</param>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static T Read<T>(string path, double limitMegapixels, Func<int, int, int> longSidePixels, string size,
        Func<VipsObject, int, int, T> take) =>
        Read(path, limitMegapixels, (width, height) => (longSidePixels(width, height), longSidePixels(width, height)), size, take);

    /// <summary>Opens a file and hands its pixels on, as libvips will make them, within a box.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <param name="box">The width and height that are wanted, of the file's width and height.</param>
    /// <param name="size">libvips's word for what may be done: down to shrink alone, both to enlarge too, force to have the very width and
    /// height.</param>
    /// <param name="take">Gets red, green and blue, and the file's upright width and height.</param>
    /// <inheritdoc cref="Read{T}(string, double, Func{int, int, int}, string, Func{VipsObject, int, int, T})"/>
    public static T Read<T>(string path, double limitMegapixels, Func<int, int, (int Width, int Height)> box, string size,
        Func<VipsObject, int, int, T> take)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full) || FollowedFile.Of(full).Length == 0)
        {
            throw ImageException.NotFound(full);
        }

        var request = new Request<T>(full, limitMegapixels, box, size, take);
        try
        {
            VipsRuntime.EnsureStarted();
            return FormatOf(full) switch
            {
                ImageFormat.Unknown => throw ImageException.UnknownFormat(full),
                ImageFormat.Bmp => OfBmp(request),
                ImageFormat format when PartDecoder.Takes(format) => OfPart(request, format),
                _ => VipsGate.Run(() => OfImage(request)),
            };
        }
        catch (Exception e) when (e is VipsException or IOException or UnauthorizedAccessException or InvalidDataException
            or OverflowException)
        {
            throw ImageException.Unreadable(full, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Opens a file and hands on its pixels as they are stored, upright, to be fetched from the top down.</summary>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static T ReadWhole<T>(string path, double limitMegapixels, Func<VipsObject, T> take)
    {
        if (!File.Exists(path))
        {
            throw ImageException.NotFound(path);
        }

        try
        {
            VipsRuntime.EnsureStarted();
            ImageFormat format = FormatOf(path);
            return format == ImageFormat.Bmp || PartDecoder.Takes(format)
                ? Read(path, limitMegapixels, (width, height) => (width, height), "force", (image, _, _) => take(image))
                : VipsGate.Run(() => OfWhole(path, limitMegapixels, take));
        }
        catch (Exception e) when (e is VipsException or IOException or UnauthorizedAccessException or InvalidDataException
            or OverflowException)
        {
            throw ImageException.Unreadable(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static T OfWhole<T>(string path, double limitMegapixels, Func<VipsObject, T> take)
    {
        using VipsObject source = VipsObject.Own(VipsNative.NewSourceFromFile(path));
        using OpenedImage opened = VipsDecoder.Open(source) ?? throw ImageException.UnknownFormat(path);
        if ((double)opened.Width * opened.Height > limitMegapixels * 1e6)
        {
            throw ImageException.TooLarge(path, opened.Width, opened.Height, limitMegapixels);
        }

        return PixelBudget.Shared.Run((long)opened.Width * opened.Height, () =>
        {
            if (opened.IsUpright)
            {
                return take(opened.Image);
            }

            using VipsObject upright = VipsDecoder.Turn(opened);
            return take(upright);
        });
    }

    private static ImageFormat FormatOf(string path)
    {
        if (RegularFile.IsNotToBeRead(path))
        {
            throw new IOException(RegularFile.NotToBeRead);
        }

        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[ImageFormats.StartBytes];
        return ImageFormats.Of(start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
    }

    private static T OfImage<T>(Request<T> request)
    {
        using VipsObject source = VipsObject.Own(VipsNative.NewSourceFromFile(request.Path));
        using OpenedImage opened = VipsDecoder.Open(source) ?? throw ImageException.UnknownFormat(request.Path);
        request.CheckSize(opened.Width, opened.Height);
        (int width, int height) = opened.SwapsSides ? (opened.Height, opened.Width) : (opened.Width, opened.Height);
        return PixelBudget.Shared.Run((long)width * height, () =>
        {
            using var operation = new VipsOperation("thumbnail_source");
            return request.Take(operation.Set("source", source).Set("option_string", opened.Options), width, height);
        });
    }

    private static T OfBmp<T>(Request<T> request)
    {
        using var file = new BufferedStream(File.OpenRead(request.Path), 1 << 16);
        var reader = new BmpReader(file);
        request.CheckSize(reader.Width, reader.Height);
        return PixelBudget.Shared.Run((long)reader.Width * reader.Height, () =>
            new ColourImage(reader.Width, reader.Height, reader.ReadRgb()).Run(image => request.Take(image, reader.Width, reader.Height)));
    }

    private static T OfPart<T>(Request<T> request, ImageFormat format)
    {
        using FileStream file = File.OpenRead(request.Path);
        return PartDecoder.Run(file, request.Path, format, request.LimitMegapixels, request.Take);
    }

    private sealed record Request<T>(string Path, double LimitMegapixels, Func<int, int, (int Width, int Height)> Box, string Size,
        Func<VipsObject, int, int, T> TakeImage)
    {
        public void CheckSize(int width, int height)
        {
            if ((double)width * height > LimitMegapixels * 1e6)
            {
                throw ImageException.TooLarge(Path, width, height, LimitMegapixels);
            }
        }

        public T Take(VipsObject upright, int width, int height)
        {
            using var operation = new VipsOperation("thumbnail_image");
            return Take(operation.Set("in", upright), width, height);
        }

        public T Take(VipsOperation thumbnail, int width, int height)
        {
            (int boxWidth, int boxHeight) = Box(width, height);
            using VipsObject sized = thumbnail.Set("width", boxWidth).Set("height", boxHeight).Set("size", Size).RunToImage();
            using var toRgb = new VipsOperation("colourspace");
            using VipsObject rgb = toRgb.Set("in", sized).Set("space", "srgb").RunToImage();
            return VipsNative.HasAlpha(rgb) != 0 ? ColourImage.Collect(rgb).Run(opaque => TakeImage(opaque, width, height))
                : TakeImage(rgb, width, height);
        }
    }
}
