using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Comparison.Pixels;

/// <summary>An image file's pixels, brought to a size.</summary>
/// <param name="Colour">Red, green and blue.</param>
/// <param name="Luma">Their luma.</param>
internal sealed record FramePixels(ColourImage Colour, GrayImage Luma)
{
    /// <summary>The last small size is kept, since every comparison asks for one.</summary>
    private const int KeptLongSide = 256;

    private const int BytesAPixel = 4;

    private FramePixels? _small;

    public int Width => Colour.Width;

    public int Height => Colour.Height;

    /// <summary>How many bytes it takes at most.</summary>
    public long Bytes => BytesAPixel * (((long)Width * Height) + Math.Min((long)Width * Height, KeptLongSide * KeptLongSide));

    /// <summary>Reads a file, upright, with its long side shrunk to so many pixels at most.</summary>
    /// <exception cref="ImageException">Not found, unreadable, too large, or of another size than it had when it was described.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static FramePixels Read(DescribedImage image, int longSidePixels, double limitMegapixels)
    {
        double scale = Math.Min(1, longSidePixels / (double)Math.Max(image.Width, image.Height));
        return Of(ColourImage.ReadAt(image.Facts.Path, (image.Width, image.Height),
            (Scaled(image.Width, scale), Scaled(image.Height, scale)), limitMegapixels));
    }

    /// <summary>Reads a part of a file, upright, at its full size.</summary>
    /// <inheritdoc cref="Read"/>
    public static FramePixels ReadPart(DescribedImage image, (int Left, int Top, int Width, int Height) part, double limitMegapixels) =>
        Of(ColourImage.ReadPart(image.Facts.Path, (image.Width, image.Height), part, limitMegapixels));

    /// <summary>The same at exactly so many pixels.</summary>
    public FramePixels At(int width, int height)
    {
        if ((width, height) == (Width, Height))
        {
            return this;
        }

        if (_small is { } small && (width, height) == (small.Width, small.Height))
        {
            return small;
        }

        FramePixels sized = Of(Colour.Run(image =>
        {
            using var operation = new VipsOperation("thumbnail_image");
            using VipsObject made = operation.Set("in", image).Set("width", width).Set("height", height).Set("size", "force").RunToImage();
            return ColourImage.Collect(made);
        }));
        _small = Math.Max(width, height) <= KeptLongSide ? sized : _small;
        return sized;
    }

    /// <summary>A part of it.</summary>
    public FramePixels Part(int left, int top, int width, int height)
    {
        if ((left, top, width, height) == (0, 0, Width, Height))
        {
            return this;
        }

        var rgb = new byte[3 * width * height];
        var gray = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            int from = ((top + y) * Width) + left;
            Colour.Rgb.AsSpan(3 * from, 3 * width).CopyTo(rgb.AsSpan(3 * y * width));
            Luma.Pixels.AsSpan(from, width).CopyTo(gray.AsSpan(y * width));
        }

        return new FramePixels(new ColourImage(width, height, rgb), new GrayImage(width, height, gray));
    }

    private static FramePixels Of(ColourImage colour)
    {
        var luma = new byte[colour.Width * colour.Height];
        Imaging.Luma.FromRgb(colour.Rgb, luma);
        return new FramePixels(colour, new GrayImage(colour.Width, colour.Height, luma));
    }

    private static int Scaled(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale));
}
