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
    public static ComparedImage Of(DescribedImage image) => new(image.Facts, image.Features, image.PerceptualHash, image.Width, image.Height);

    public static ComparedImage Of(IndexedImage image, ImageFeatures features) => new(image.Facts, features, image.PerceptualHash, image.Width, image.Height);

    /// <summary>Whether both files hold the same bytes.</summary>
    public bool HasBytesOf(ComparedImage other) => Facts.ContentHash.AsSpan().SequenceEqual(other.Facts.ContentHash.AsSpan());
}
