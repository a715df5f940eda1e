using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Sift;

namespace ImageSearch.Retrieval;

/// <summary>What is searched for: an image, an indexed image, or descriptors alone.</summary>
public sealed class ImageQuery
{
    private ImageQuery(DescribedImage? image, ReadOnlyMemory<byte> descriptors, long id)
    {
        Image = image;
        Descriptors = descriptors;
        Id = id;
    }

    /// <summary>The image; null of descriptors alone, which have no geometry.</summary>
    internal DescribedImage? Image { get; }

    /// <summary>Query rows: 128 bytes each, one after the other.</summary>
    internal ReadOnlyMemory<byte> Descriptors { get; }

    /// <summary>The indexed image, which is not among its own answers; 0 where it is none.</summary>
    internal long Id { get; }

    /// <summary>Searches with an image, described with the index's settings.</summary>
    public static ImageQuery Of(DescribedImage image) => new(image, image.Features.Descriptors, 0);

    /// <summary>Searches with an image whose file is not known: no pixels can be compared.</summary>
    /// <param name="features">Keypoints and descriptors, of the index's kind.</param>
    /// <param name="perceptualHash">64 bits; 0 where there is none.</param>
    public static ImageQuery Of(ImageFeatures features, ulong perceptualHash = 0) =>
        Of(new DescribedImage(FileFacts.None, features.Width, features.Height, features) { PerceptualHash = perceptualHash });

    /// <summary>Searches with an indexed image, which is not among its own answers.</summary>
    /// <exception cref="ImageException">No image has the id.</exception>
    public static ImageQuery Of(IndexSnapshot snapshot, long id)
    {
        DescribedImage image = snapshot.Describe(snapshot.EntryOfId(id));
        return new(image, image.Features.Descriptors, id);
    }

    /// <summary>The same, and with more features of the image.</summary>
    /// <param name="looked">The image as a thorough look describes it, with the index's settings.</param>
    internal ImageQuery With(DescribedImage looked) => new(Image! with { MoreFeatures = looked.MoreFeatures }, Descriptors, Id);

    /// <summary>Searches with descriptors alone, which votes answer.</summary>
    /// <param name="descriptors">Query rows: 128 bytes each, one after the other.</param>
    public static ImageQuery OfDescriptors(ReadOnlyMemory<byte> descriptors) => new(null, descriptors, 0);
}
