namespace ImageSearch.Sift;

/// <summary>What SIFT found in an image: keypoints and, in the same order, their descriptors.</summary>
/// <param name="Width">Width in pixels of the image that was described.</param>
/// <param name="Height">Height in pixels of the image that was described.</param>
/// <param name="Keypoints">Strongest first.</param>
/// <param name="Descriptors">128 bytes for each keypoint, one after the other.</param>
/// <param name="Kind">The kind of the descriptors.</param>
public sealed record ImageFeatures(int Width, int Height, Keypoint[] Keypoints, byte[] Descriptors,
    DescriptorKind Kind = SiftSettings.DefaultDescriptor)
{
    /// <summary>Who extracted them.</summary>
    public FeatureExtractor Extractor { get; init; }

    /// <summary>The features' own frames, where some were found in simulated views; null where they are what the keypoints say.</summary>
    internal AffineFrame[]? Frames { get; init; }

    /// <summary>How many features there are.</summary>
    public int Count => Keypoints.Length;

    /// <summary>A feature's own frame.</summary>
    internal AffineFrame FrameOf(int index) => Frames is { } frames ? frames[index] : AffineFrame.Of(Keypoints[index]);
}
