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
    private readonly ImageReader? _larger;
    private readonly ThoroughExtractor? _views;
    private readonly int _threads;
    private readonly IFeatureExtractor _sift = FeatureExtractors.Make(settings.Sift);

    /// <summary>Makes one that takes a thorough look at each image.</summary>
    /// <param name="settings">Those of the index.</param>
    /// <param name="thorough">What the look takes.</param>
    /// <param name="threads">Threads for the views of an image; 0 is one a processor.</param>
    internal ImageDescriber(IndexSettings settings, ThoroughSettings thorough, int threads = 0)
        : this(settings)
    {
        _threads = threads == 0 ? Environment.ProcessorCount : threads;
        int longSide = Math.Max(settings.Imaging.LongSidePixels, thorough.LongSidePixels);
        (_larger, _views) = (new ImageReader(settings.Imaging with { LongSidePixels = longSide }),
            new ThoroughExtractor(settings.Sift, thorough));
    }

    /// <summary>
    /// Makes one that looks closer at a query: more features, of a larger picture and of simulated views, beside the usual ones, which stay
    /// as they are. A search with them takes several times as long.
    /// </summary>
    /// <param name="settings">Those of the index that is searched.</param>
    /// <param name="threads">Threads for the views of an image; 0 is one a processor.</param>
    public static ImageDescriber ForThoroughSearch(IndexSettings settings, int threads = 0) =>
        new(settings, ThoroughSettings.Search, threads);

    /// <summary>The same for images that are compared with each other, and not added to an index.</summary>
    /// <param name="settings">Those of all the images.</param>
    /// <param name="threads">Threads for the views of an image; 0 is one a processor.</param>
    public static ImageDescriber ForThoroughComparison(IndexSettings settings, int threads = 0) =>
        new(settings, ThoroughSettings.Compare, threads);

    /// <summary>Reads and describes an image file.</summary>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public DescribedImage Describe(string path) => LookCloser(Describe(_reader.Read(path)), () => _larger!.Read(path));

    /// <summary>Reads and describes an image in memory; its bytes are taken over.</summary>
    /// <param name="bytes">What a file would hold.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ImageException">Unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public DescribedImage Describe(byte[] bytes, string name) => Describe(bytes, bytes.Length, name);

    /// <summary>The same of a buffer that may be longer than the image.</summary>
    /// <inheritdoc cref="Describe(byte[], string)"/>
    internal DescribedImage Describe(byte[] buffer, int lengthBytes, string name)
    {
        byte[] again = _larger is null ? [] : [.. buffer.AsSpan(0, lengthBytes)];
        return LookCloser(Describe(_reader.Read(buffer, lengthBytes, name)), () => _larger!.Read(again, name));
    }

    /// <summary>The same with the features of a thorough look, if that is what this is for.</summary>
    private DescribedImage LookCloser(DescribedImage image, Func<LoadedImage> readLarger) => _views is null ? image
        : Guarded(image.Facts.Path, readLarger().Gray, larger =>
        image with { MoreFeatures = _views.Extract(larger, image.Features.Width, image.Features.Height, _threads) });

    private DescribedImage Describe(LoadedImage image)
    {
        ImageFeatures features = Guarded(image.Facts.Path, image.Gray, _sift.Extract);
        return new DescribedImage(image.Facts, image.OriginalWidth, image.OriginalHeight, features)
        {
            PerceptualHash = PerceptualHash.Of(image.Gray),
            PageCount = image.PageCount,
            Colours = image.Gray.Colours,
        };
    }

    private static T Guarded<T>(string path, GrayImage image, Func<GrayImage, T> describe)
    {
        try
        {
            return describe(image);
        }
        catch (Exception e) when (e is OutOfMemoryException or OverflowException)
        {
            throw ImageException.NoMemory(path, image.Width, image.Height, e);
        }
    }
}
