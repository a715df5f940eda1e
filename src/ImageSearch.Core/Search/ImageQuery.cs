using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>What is searched for: an image's features and its perceptual hash.</summary>
/// <param name="Features">Keypoints and descriptors, of the index's kind.</param>
/// <param name="PerceptualHash">64 bits; 0 where there is none.</param>
public sealed record ImageQuery(ImageFeatures Features, ulong PerceptualHash)
{
    /// <summary>Searches with an image.</summary>
    public static ImageQuery Of(DescribedImage image) => new(image.Features, image.PerceptualHash);

    /// <summary>The same with left and right changed.</summary>
    internal ImageQuery Mirrored() => new(MirroredFeatures.Of(Features), Imaging.PerceptualHash.Mirrored(PerceptualHash));
}
