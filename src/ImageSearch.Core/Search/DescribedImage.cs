using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>An image file with its features, ready to be added or searched for.</summary>
/// <param name="Facts">The file.</param>
/// <param name="Width">The original's width in pixels, upright.</param>
/// <param name="Height">The original's height in pixels, upright.</param>
/// <param name="Features">What SIFT found.</param>
public sealed record DescribedImage(FileFacts Facts, int Width, int Height, ImageFeatures Features)
{
    /// <summary>64 bits that near-exact copies share (<see cref="Imaging.PerceptualHash"/>); 0 where there is none.</summary>
    public ulong PerceptualHash { get; init; }

    /// <summary>How many pages or frames the file has.</summary>
    public int PageCount { get; init; } = 1;

    /// <summary>What it can be looked up by where it has no features; null where nobody took it down.</summary>
    internal ColourSignature? Colours { get; init; }

    /// <summary>
    /// Features of a thorough look: more, of a larger image and of simulated views, in the pixels of <see cref="Features"/>; null without one. They are searched
    /// for and compared, never added to an index.
    /// </summary>
    internal ImageFeatures? MoreFeatures { get; init; }
}
