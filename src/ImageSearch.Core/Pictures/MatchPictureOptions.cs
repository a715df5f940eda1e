using ImageSearch.Imaging;

namespace ImageSearch.Pictures;

/// <summary>How a picture of a match is made.</summary>
/// <param name="LongSidePixels">The longer side of each of the two images, 64 to 4096; small images are enlarged up to four times, those
/// wider than twice their height have twice as much.</param>
/// <param name="LimitMegapixels">Image files that claim more are refused before any pixel is made.</param>
/// <param name="MaxLines">So many inliers are joined by lines at most, the surest; all have their points.</param>
public sealed record MatchPictureOptions(int LongSidePixels = 720, double LimitMegapixels = 250, int MaxLines = 60)
{
    /// <summary>The smallest long side.</summary>
    public const int MinLongSidePixels = 64;

    /// <summary>The largest long side.</summary>
    public const int MaxLongSidePixels = 4096;

    /// <summary>Checks every option's range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LongSidePixels, MinLongSidePixels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LongSidePixels, MaxLongSidePixels);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLines);
        new ImagingSettings(LimitMegapixels: LimitMegapixels).Validate();
    }
}
