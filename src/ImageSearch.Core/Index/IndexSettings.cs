using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Index;

/// <summary>What all images of an index have in common: how they are read and described. Queries use the same.</summary>
/// <param name="Imaging">How files become gray pixels.</param>
/// <param name="Sift">How gray pixels become features.</param>
public sealed record IndexSettings(ImagingSettings Imaging, SiftSettings Sift)
{
    /// <summary>The defaults.</summary>
    public static IndexSettings Default { get; } = new(new ImagingSettings(), new SiftSettings());
}
