using System.Collections.Immutable;
using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>One side of a comparison.</summary>
/// <param name="Features">Its features.</param>
/// <param name="PerceptualHash">Its hash; 0 where there is none.</param>
/// <param name="Width">The file's width in pixels.</param>
/// <param name="Height">The file's height in pixels.</param>
/// <param name="ContentHash">SHA-256 of the file's bytes.</param>
internal sealed record ComparedImage(ImageFeatures Features, ulong PerceptualHash, int Width, int Height, ImmutableArray<byte> ContentHash)
{
    public static ComparedImage Of(DescribedImage image) =>
        new(image.Features, image.PerceptualHash, image.Width, image.Height, image.Facts.ContentHash);

    public static ComparedImage Of(IndexedImage image, ImageFeatures features) =>
        new(features, image.PerceptualHash, image.Width, image.Height, image.ContentHash);
}
