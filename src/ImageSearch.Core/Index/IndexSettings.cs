using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Index;

/// <summary>What all images of an index have in common: how they are read and described. Queries use the same.</summary>
public sealed record IndexSettings(ImagingSettings Imaging, SiftSettings Sift)
{
    /// <summary>How files become gray pixels.</summary>
    public ImagingSettings Imaging { get; internal init; } = Imaging;

    /// <summary>How gray pixels become features.</summary>
    public SiftSettings Sift { get; internal init; } = Sift;

    /// <summary>The same, but images of more megapixels are refused.</summary>
    public IndexSettings LimitedTo(double limitMegapixels) => this with { Imaging = Imaging.LimitedTo(limitMegapixels) };

    /// <summary>The defaults.</summary>
    public static IndexSettings Default { get; } = new(new ImagingSettings(), new SiftSettings());
}
