using ImageSearch.Kernels.Scan;

namespace ImageSearch.Sift;

/// <summary>
/// The parameters of SIFT, with the names and defaults that the field knows from OpenCV's <c>SIFT_create</c>; the first octave is doubled.
/// </summary>
public sealed record SiftSettings(
    int Features = 500,
    int OctaveLayers = 3,
    double ContrastThreshold = 0.04,
    double EdgeThreshold = 10,
    double Sigma = 1.6,
    int WantedFeatures = 100,
    DescriptorKind Descriptor = SiftSettings.DefaultDescriptor,
    FeatureExtractor Extractor = FeatureExtractor.ImageSearch)
{
    /// <summary>At most this many features an image, the strongest; 0 keeps all.</summary>
    public int Features { get; internal init; } = Features;

    /// <summary>Layers an octave in which extrema are sought (Lowe 2004, section 3.2: 3).</summary>
    public int OctaveLayers { get; internal init; } = OctaveLayers;

    /// <summary>Extrema with less contrast are dropped; divided by the layers, as OpenCV does.</summary>
    public double ContrastThreshold { get; internal init; } = ContrastThreshold;

    /// <summary>Extrema whose principal curvatures differ by a larger ratio are dropped (Lowe 2004, section 4.1: 10).</summary>
    public double EdgeThreshold { get; internal init; } = EdgeThreshold;

    /// <summary>The blur of the first layer of each octave, in that octave's pixels.</summary>
    public double Sigma { get; internal init; } = Sigma;

    /// <summary>Where fewer than this pass the contrast threshold, it is halved for that image alone, up to four times, and then the edge
    /// threshold doubled; 0 never.</summary>
    public int WantedFeatures { get; internal init; } = WantedFeatures;

    /// <summary>How gradients become the bytes of a descriptor. Descriptors of different kinds cannot be compared.</summary>
    public DescriptorKind Descriptor { get; internal init; } = Descriptor;

    /// <summary>Whose SIFT it is. OpenCV's makes plain SIFT descriptors and knows no wanted features. Rows of different ones are not
    /// mixed.</summary>
    public FeatureExtractor Extractor { get; internal init; } = Extractor;

    /// <summary>Bytes in a descriptor.</summary>
    public const int DescriptorBytes = ScanLayout.RowBytes;

    /// <summary>The kind of descriptor where nothing is said.</summary>
    public const DescriptorKind DefaultDescriptor = DescriptorKind.RootSift;

    /// <summary>Most features that may be asked for.</summary>
    public const int MaxFeatures = 100_000;

    /// <summary>How many features may be asked for; 0 keeps all.</summary>
    public static ValueRange FeatureRange { get; } = new(0, MaxFeatures);

    /// <summary>Whether the first octave has the image's own resolution: a quarter of the work, and none of the smallest
    /// features.</summary>
    internal bool IsUndoubled { get; init; }

    /// <summary>Checks every parameter's range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public void Validate()
    {
        FeatureRange.Check(Features, nameof(Features));
        FeatureRange.Check(WantedFeatures, nameof(WantedFeatures));
        ArgumentOutOfRangeException.ThrowIfLessThan(OctaveLayers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(OctaveLayers, 16);
        ThrowIfNotWithin(ContrastThreshold, 0, 1, nameof(ContrastThreshold));
        ThrowIfNotWithin(EdgeThreshold, 1, 1e6, nameof(EdgeThreshold));
        ThrowIfNotWithin(Sigma, 1, 10, nameof(Sigma));
        if (!Enum.IsDefined(Descriptor))
        {
            throw new ArgumentOutOfRangeException(nameof(Descriptor), Descriptor, "Descriptor must be one of the kinds.");
        }

        if (!Enum.IsDefined(Extractor))
        {
            throw new ArgumentOutOfRangeException(nameof(Extractor), Extractor, "Extractor must be one of those known.");
        }

        if (Extractor == FeatureExtractor.OpenCv && Descriptor != DescriptorKind.Sift)
        {
            throw new ArgumentOutOfRangeException(nameof(Descriptor), Descriptor, "OpenCV's extractor makes descriptors of the kind Sift.");
        }
    }

    private static void ThrowIfNotWithin(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");
        }
    }
}
