using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Features;

/// <summary>An image file with its features, ready to be added, searched for or compared.</summary>
/// <param name="Facts">The file; <see cref="FileFacts.None"/> where it is not known.</param>
/// <param name="Width">The original's width in pixels, upright.</param>
/// <param name="Height">The original's height in pixels, upright.</param>
/// <param name="Features">What SIFT found.</param>
public sealed record DescribedImage(FileFacts Facts, int Width, int Height, ImageFeatures Features)
{
    /// <summary>64 bits that near-exact copies share (<see cref="Imaging.PerceptualHash"/>); 0 where there is none.</summary>
    public ulong PerceptualHash { get; init; }

    /// <summary>How many pages or frames the file has; 0 where that is not known.</summary>
    public int PageCount { get; init; } = 1;

    /// <summary>What it can be looked up by where it has no features; null where nobody took it down.</summary>
    internal ColourSignature? Colours { get; init; }

    /// <summary>
    /// Features of a thorough look: more, of a larger image and of simulated views, in the pixels of <see cref="Features"/>; null without
    /// one. They are searched for and compared, never added to an index.
    /// </summary>
    internal ImageFeatures? MoreFeatures { get; init; }

    /// <summary>The same to be searched for and compared by its additional features, where it has any.</summary>
    internal DescribedImage ByMoreFeatures => MoreFeatures is { } more ? this with { Features = more } : this;

    /// <summary>Whether its file is known, so that its pixels can be looked at.</summary>
    internal bool HasFile => Facts.Path.Length > 0;

    /// <summary>Whether both files hold the same bytes.</summary>
    internal bool HasBytesOf(DescribedImage other) => Facts.ContentHash.Length > 0
        && Facts.ContentHash.AsSpan().SequenceEqual(other.Facts.ContentHash.AsSpan());

    /// <summary>The same mirrored horizontally.</summary>
    internal DescribedImage Mirrored() =>
        this with { Features = MirroredFeatures.Of(Features), PerceptualHash = Imaging.PerceptualHash.Mirrored(PerceptualHash) };
}
