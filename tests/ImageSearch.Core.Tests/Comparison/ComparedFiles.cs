using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Sift;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison;

/// <summary>Files to compare, in a folder that goes when the test ends. Each is described once, when it is first asked for.</summary>
public sealed class ComparedFiles : IDisposable
{
    public const double LimitMegapixels = 50;

    private static readonly ImageReader Reader = new(new ImagingSettings());
    private readonly TemporaryFolder _folder = new();
    private readonly SiftExtractor _sift = new(new SiftSettings());
    private readonly Dictionary<string, DescribedImage> _described = [];

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, byte[] bytes)
    {
        string path = _folder.At(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>How the second file relates to the first, by keypoints and pixels.</summary>
    public ImageComparison Compare(string first, string second) =>
        Compare(Describe(first), Describe(second), LimitMegapixels);

    /// <summary>The same of described images.</summary>
    public static ImageComparison Compare(DescribedImage first, DescribedImage second, double limitMegapixels) =>
        PixelComparer.Confirm(ImageComparer.Compare(first, second), first, second, limitMegapixels);

    /// <summary>The same by keypoints alone.</summary>
    public ImageComparison CompareKeypoints(string first, string second) => ImageComparer.Compare(Describe(first), Describe(second));

    /// <summary>A file with what SIFT finds in it, be it nothing.</summary>
    public DescribedImage Describe(string path)
    {
        if (!_described.TryGetValue(path, out DescribedImage? image))
        {
            LoadedImage loaded = Reader.Read(path);
            image = new DescribedImage(loaded.Facts, loaded.OriginalWidth, loaded.OriginalHeight, _sift.Extract(loaded.Gray))
            {
                PerceptualHash = PerceptualHash.Of(loaded.Gray),
            };
            _described.Add(path, image);
        }

        return image;
    }

    /// <summary>Writes an image as PNG.</summary>
    /// <returns>Its path.</returns>
    internal string Png(string name, ColourImage image) => Write(name, image.Run(EncodedImage.Png));

    /// <summary>Writes an image as JPEG.</summary>
    /// <returns>Its path.</returns>
    internal string Jpeg(string name, ColourImage image, int quality = 90) => Write(name, image.Run(i => EncodedImage.Jpeg(i, quality)));
}
