using System.Collections.Concurrent;
using ImageSearch.Imaging.Vips;
using ImageSearch.Parts;

namespace ImageSearch.Imaging;

/// <summary>
/// Formats whose decoder is a part of its own, ImageSearch.Magick: HEIC, JPEG XL and JPEG 2000. It is looked for when such a file is met,
/// and its limits are set here: whatever a file claims, its pixels are counted before any is made.
/// </summary>
internal static class PartDecoder
{
    /// <summary>The part that decodes them.</summary>
    public static readonly OptionalPart Magick = new("ImageSearch.Magick", "ImageSearch.Magick.MagickDecoder");

    /// <summary>What the part's memory is enough for, whatever an index allows.</summary>
    public const double MaxMegapixels = 250;

    /// <summary>A pixel takes 9 bytes (HEIC, JPEG XL) to 15 (JPEG 2000) while it is decoded; the budget reckons with six.</summary>
    private const int Weight = 3;

    private static readonly ConcurrentDictionary<string, IImageDecoder> Decoders = [];

    /// <summary>Whether a format is decoded by the part.</summary>
    public static bool Takes(ImageFormat format) => format is ImageFormat.Heic or ImageFormat.JpegXl or ImageFormat.Jpeg2000
        or ImageFormat.Jpeg2000Codestream;

    /// <summary>Decodes the first image of a file, and hands it on.</summary>
    /// <param name="file">The file's bytes; it can seek.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="format">What its first bytes say.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <param name="use">Gets the pixels, upright, and their width and height.</param>
    /// <exception cref="ImageException">Unreadable, too large, or the part is not there.</exception>
    public static T Run<T>(Stream file, string path, ImageFormat format, double limitMegapixels, Func<VipsObject, int, int, T> use)
    {
        IImageDecoder decoder = Find(OptionalPart.Folder, path, format);
        try
        {
            return VipsGate.Run(() =>
            {
                file.Position = 0;
                (int width, int height) = decoder.ReadSize(file, format);
                CheckSize(path, format, width, height, limitMegapixels);
                return PixelBudget.Shared.Run((long)width * height * Weight, () =>
                {
                    file.Position = 0;
                    return decoder.Decode(file, format, (rgb, decodedWidth, decodedHeight) => (decodedWidth, decodedHeight)
                        == (width, height)
                        ? ColourImage.Run(rgb, width, height, image => use(image, width, height))
                        : throw new InvalidDataException($"it claims {width} x {height} pixels and has {decodedWidth} x {decodedHeight}"));
                });
            });
        }
        catch (InvalidDataException e)
        {
            throw ImageException.Unreadable(path, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>The part's decoder, in a folder.</summary>
    /// <exception cref="ImageException">It is not there, or cannot be used.</exception>
    internal static IImageDecoder Find(string folder, string path, ImageFormat format)
    {
        try
        {
            return Decoders.GetOrAdd(folder, static f => (IImageDecoder)Magick.Make(f));
        }
        catch (PartException e)
        {
            throw ImageException.DecoderMissing(path, ImageFormats.NameOf(format), e.Message.TrimEnd('.'), e);
        }
    }

    private static void CheckSize(string path, ImageFormat format, int width, int height, double limitMegapixels)
    {
        double megapixels = width * (double)height / 1e6;
        if (megapixels > limitMegapixels)
        {
            throw ImageException.TooLarge(path, width, height, limitMegapixels);
        }

        if (megapixels > MaxMegapixels)
        {
            throw new InvalidDataException($"it claims {width} x {height} pixels, and of {ImageFormats.NameOf(format)} no more than "
                + $"{MaxMegapixels} megapixels are read");
        }
    }
}
