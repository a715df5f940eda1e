using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Comparison;

/// <summary>One side of a comparison.</summary>
/// <param name="Facts">The file.</param>
/// <param name="Features">Its features.</param>
/// <param name="PerceptualHash">Its hash; 0 where there is none.</param>
/// <param name="Width">The file's width in pixels, upright.</param>
/// <param name="Height">The file's height in pixels, upright.</param>
internal sealed record ComparedImage(FileFacts Facts, ImageFeatures Features, ulong PerceptualHash, int Width, int Height)
{
    /// <summary>How many pages or frames the file has; 0 where that is not known.</summary>
    public int PageCount { get; init; } = 1;

    /// <summary>The colours of its parts; null where they are not known.</summary>
    public ColourSignature? Colours { get; init; }

    public static ComparedImage Of(DescribedImage image) => new(image.Facts, image.Features, image.PerceptualHash, image.Width, image.Height)
    {
        PageCount = image.PageCount,
        Colours = image.Colours,
    };

    /// <summary>From the pixels that it was described at to those of its file.</summary>
    public FileScale FileScale => FileScale.Of(Width, Height, Features.Width, Features.Height);

    /// <summary>Whether both files hold the same bytes.</summary>
    public bool HasBytesOf(ComparedImage other) => Facts.ContentHash.Length > 0 && Facts.ContentHash.AsSpan().SequenceEqual(other.Facts.ContentHash.AsSpan());
}
