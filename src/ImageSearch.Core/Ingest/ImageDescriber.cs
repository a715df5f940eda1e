using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Sift;

namespace ImageSearch.Ingest;

/// <summary>From a file to features, with the settings of an index. Keeps working memory: use one a thread.</summary>
/// <exception cref="ExtractorException">The extractor that the settings name is not in this build.</exception>
public sealed class ImageDescriber(IndexSettings settings)
{
    private readonly ImageReader _reader = new(settings.Imaging);
    private readonly IFeatureExtractor _sift = FeatureExtractors.Make(settings.Sift);

    /// <summary>Reads and describes an image file.</summary>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public DescribedImage Describe(string path) => Describe(_reader.Read(path));

    /// <summary>Reads and describes an image in memory; its bytes are taken over.</summary>
    /// <param name="bytes">What a file would hold.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ImageException">Unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public DescribedImage Describe(byte[] bytes, string name) => Describe(_reader.Read(bytes, name));

    private DescribedImage Describe(LoadedImage image)
    {
        ImageFeatures features;
        try
        {
            features = _sift.Extract(image.Gray);
        }
        catch (Exception e) when (e is OutOfMemoryException or OverflowException)
        {
            throw ImageException.NoMemory(image.Facts.Path, image.Gray.Width, image.Gray.Height, e);
        }

        return new DescribedImage(image.Facts, image.OriginalWidth, image.OriginalHeight, features)
        {
            PerceptualHash = PerceptualHash.Of(image.Gray),
            PageCount = image.PageCount,
            Colours = image.Gray.Colours,
        };
    }
}
