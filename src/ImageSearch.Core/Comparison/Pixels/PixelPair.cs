using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>The pixels of two files, shrunk to a long side at most; read when they are asked for.</summary>
internal sealed class PixelPair(DescribedImage first, DescribedImage second, double limitMegapixels, int longSidePixels,
    FrameCache? frames = null)
{
    private readonly Lazy<FramePixels> _first = new(() => Read(first, longSidePixels, limitMegapixels, frames));
    private readonly Lazy<FramePixels> _second = new(() => Read(second, longSidePixels, limitMegapixels, frames));

    public DescribedImage First { get; } = first;

    public DescribedImage Second { get; } = second;

    /// <summary>What compression may have changed the colours of a part without detail by, in levels of blue and red difference: half of
    /// each file's step for either.</summary>
    public double ColourAllowance() => Math.Sqrt(2) / 2
        * ((OfHeader(First, QuantisationSteps.OfColours) ?? 0) + (OfHeader(Second, QuantisationSteps.OfColours) ?? 0));

    /// <summary>What the compression of both explains of their differences, at most: a variance of gray levels; null where it is not
    /// known.</summary>
    public double? ExplainedVariance => OfHeader(First, QuantisationSteps.OfNoise) + OfHeader(Second, QuantisationSteps.OfNoise);

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

    private static double? OfHeader(DescribedImage image, Func<string, double?> read)
    {
        try
        {
            return read(image.Facts.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is known then. Whoever reads the pixels meets the error, and names it.
            return null;
        }
    }

    private static FramePixels Read(DescribedImage image, int longSidePixels, double limitMegapixels, FrameCache? frames) =>
        frames?.Read(image, longSidePixels, limitMegapixels) ?? FramePixels.Read(image, longSidePixels, limitMegapixels);
}
