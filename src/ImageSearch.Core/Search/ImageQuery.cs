using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>What is searched for: an image's features and its perceptual hash.</summary>
/// <param name="Features">Keypoints and descriptors, of the index's kind.</param>
/// <param name="PerceptualHash">64 bits; 0 where there is none.</param>
public sealed record ImageQuery(ImageFeatures Features, ulong PerceptualHash)
{
    /// <summary>The file's width in pixels, upright; without it, as described.</summary>
    public int Width { get; init; } = Features.Width;

    /// <summary>The file's height in pixels, upright; without it, as described.</summary>
    public int Height { get; init; } = Features.Height;

    /// <summary>The file that it was described from; null without one, and then no pixels can be compared.</summary>
    public FileFacts? Facts { get; init; }

    /// <summary>How many pages or frames the file has.</summary>
    public int PageCount { get; init; } = 1;

    /// <summary>The colours of its parts; null where they are not known.</summary>
    internal ColourSignature? Colours { get; init; }

    /// <summary>Features of a thorough look; null without one.</summary>
    internal ImageFeatures? MoreFeatures { get; init; }

    /// <summary>Searches with an image.</summary>
    public static ImageQuery Of(DescribedImage image) => new(image.Features, image.PerceptualHash)
    {
        Width = image.Width,
        Height = image.Height,
        Facts = image.Facts,
        PageCount = image.PageCount,
        Colours = image.Colours,
        MoreFeatures = image.MoreFeatures,
    };

    /// <summary>Searches with an indexed image.</summary>
    internal static ImageQuery Of(IndexedImage image, ImageFeatures features) => new(features, image.PerceptualHash)
    {
        Width = image.Width,
        Height = image.Height,
        Facts = image.Facts,
        PageCount = image.PageCount,
        Colours = image.Colours,
    };

    /// <summary>The same with left and right changed.</summary>
    internal ImageQuery Mirrored() =>
        this with { Features = MirroredFeatures.Of(Features), PerceptualHash = Imaging.PerceptualHash.Mirrored(PerceptualHash) };
}
