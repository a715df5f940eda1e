using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Comparison.Pixels;

/// <summary>The pixels of two files, shrunk to a long side at most; read when they are asked for.</summary>
internal sealed class PixelPair(DescribedImage first, DescribedImage second, double limitMegapixels, int longSidePixels,
    FrameCache? frames = null)
{
    /// <summary>Of images larger than are read whole, so many pixels each way are compared as they are.</summary>
    private const int MaxPartPixels = 2048;

    private readonly Lazy<FramePixels> _first = new(() => Read(first, longSidePixels, limitMegapixels, frames));
    private readonly Lazy<FramePixels> _second = new(() => Read(second, longSidePixels, limitMegapixels, frames));

    public DescribedImage First { get; } = first;

    public DescribedImage Second { get; } = second;

    /// <summary>What compression may have changed the colours of a part without detail by, in levels of blue and red difference: half of
    /// each file's step for either.</summary>
    public double ColourAllowance() => Math.Sqrt(2) / 2
        * ((OfHeader(First, QuantisationSteps.OfColours) ?? 0) + (OfHeader(Second, QuantisationSteps.OfColours) ?? 0));

    /// <summary>What JPEG kept of the noise of two images of one size that lie upon each other; null where that is not known, or a look at
    /// all pixels is still to come.</summary>
    public QuantisedNoise? QuantisedNoise()
    {
        (int, int, int, int)[] parts = [.. Compared()];
        return parts.Length == 0 || Blocks(First) is not { } first || Blocks(Second) is not { } second ? null
            : parts.Select(p => Pixels.QuantisedNoise.Of(Part(First, FirstPixels, p), Part(Second, SecondPixels, p), first, second))
                .FirstOrDefault(found => found is not null);
    }

    public FramePixels FirstPixels => _first.Value;

    public FramePixels SecondPixels => _second.Value;

    /// <summary>Whether the coarser of the two under a transform has more pixels than were read.</summary>
    /// <param name="files">From the first file's pixels to the second's.</param>
    public bool CanBeLarger(ImageTransform files) => Alignment.IsSecondCoarser(ToRead(files), FirstPixels)
        ? SecondPixels.Width < Second.Width : FirstPixels.Width < First.Width;

    /// <summary>A transform between the files, as one between the pixels that were read.</summary>
    public ImageTransform ToRead(ImageTransform files) =>
        FrameWarp.Sizes(Second.Width, Second.Height, SecondPixels.Width, SecondPixels.Height).After(files)
            .After(FrameWarp.Sizes(FirstPixels.Width, FirstPixels.Height, First.Width, First.Height));

    /// <summary>A transform between the pixels that were read, as one between the files.</summary>
    public ImageTransform ToFiles(ImageTransform read) =>
        FrameWarp.Sizes(SecondPixels.Width, SecondPixels.Height, Second.Width, Second.Height).After(read)
            .After(FrameWarp.Sizes(First.Width, First.Height, FirstPixels.Width, FirstPixels.Height));

    /// <summary>The parts of which all pixels are compared, one after the other until one tells: all there is; of large images so much in
    /// the middle, and the quarters around it.</summary>
    private IEnumerable<(int Left, int Top, int Width, int Height)> Compared()
    {
        if (FirstPixels.Width == First.Width)
        {
            return [(0, 0, First.Width, First.Height)];
        }

        (int width, int height) = (Math.Min(First.Width, MaxPartPixels), Math.Min(First.Height, MaxPartPixels));
        (double X, double Y)[] places = longSidePixels < PixelComparer.FullLongSide ? []
            : [(0.5, 0.5), (0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
        return places.Select(p => (Blockwise(p.X * (First.Width - width)), Blockwise(p.Y * (First.Height - height)), width, height))
            .Distinct();
    }

    private static int Blockwise(double pixels) => (int)pixels / JpegBlocks.Side * JpegBlocks.Side;

    private GrayImage Part(DescribedImage image, FramePixels read, (int Left, int Top, int Width, int Height) part) =>
        (read.Width, read.Height) == (image.Width, image.Height) ? read.Luma : FramePixels.ReadPart(image, part, limitMegapixels).Luma;

    private static JpegBlocks? Blocks(DescribedImage image) =>
        OfHeader(image, path => JpegBlocks.Of(path, image.Width, image.Height));

    private static T? OfHeader<T>(DescribedImage image, Func<string, T?> read)
    {
        try
        {
            return read(image.Facts.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VipsException)
        {
            throw ImageException.Unreadable(image.Facts.Path, e.Message.TrimEnd('.'), e);
        }
    }

    private static FramePixels Read(DescribedImage image, int longSidePixels, double limitMegapixels, FrameCache? frames) =>
        frames?.Read(image, longSidePixels, limitMegapixels) ?? FramePixels.Read(image, longSidePixels, limitMegapixels);
}
