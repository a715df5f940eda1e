using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Search;
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

    /// <summary>More features, for a thorough comparison; null where none were made.</summary>
    public ImageFeatures? MoreFeatures { get; init; }

    /// <summary>The same to be compared by its additional features, where it has any.</summary>
    public ComparedImage Thorough => MoreFeatures is { } more ? this with { Features = more } : this;

    public static ComparedImage Of(DescribedImage image) => new(image.Facts, image.Features, image.PerceptualHash, image.Width, image.Height)
    {
        PageCount = image.PageCount,
        Colours = image.Colours,
        MoreFeatures = image.MoreFeatures,
    };

    /// <summary>A query, whose file may not be known.</summary>
    public static ComparedImage Of(ImageQuery query) => new(query.Facts ?? new FileFacts("", 0, default, []), query.Features, query.PerceptualHash, query.Width, query.Height)
    {
        PageCount = query.PageCount,
        Colours = query.Colours,
        MoreFeatures = query.MoreFeatures,
    };

    public static ComparedImage Of(IndexedImage image, ImageFeatures features) => new(image.Facts, features, image.PerceptualHash, image.Width, image.Height)
    {
        PageCount = image.PageCount,
        Colours = image.Colours,
    };

    /// <summary>From the pixels that it was described at to those of its file.</summary>
    public FileScale FileScale => FileScale.Of(Width, Height, Features.Width, Features.Height);

    /// <summary>Whether both files hold the same bytes.</summary>
    public bool HasBytesOf(ComparedImage other) => Facts.ContentHash.Length > 0 && Facts.ContentHash.AsSpan().SequenceEqual(other.Facts.ContentHash.AsSpan());
}
