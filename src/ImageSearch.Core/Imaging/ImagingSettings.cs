namespace ImageSearch.Imaging;

/// <summary>How image files become gray pixels.</summary>
public sealed record ImagingSettings(int LongSidePixels = 512, double LimitMegapixels = 250)
{
    /// <summary>The longer side is shrunk to this; smaller images keep their size. At least 16.</summary>
    public int LongSidePixels { get; internal init; } = LongSidePixels;

    /// <summary>Images that claim more (width x height / 1,000,000) are refused before any pixel is made.</summary>
    public double LimitMegapixels { get; internal init; } = LimitMegapixels;

    /// <summary>The smallest long side.</summary>
    public const int MinLongSidePixels = 16;

    /// <summary>The largest long side.</summary>
    public const int MaxLongSidePixels = 16_384;

    /// <summary>The smallest limit that doors take.</summary>
    public const double MinMegapixels = 0.001;

    /// <summary>The largest limit.</summary>
    public const double MaxMegapixels = 100_000;

    /// <summary>The same, with a limit that is no higher than <paramref name="limitMegapixels"/>.</summary>
    public ImagingSettings LimitedTo(double limitMegapixels) => this with { LimitMegapixels = Math.Min(LimitMegapixels, limitMegapixels) };

    /// <summary>Checks every setting's range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LongSidePixels, MinLongSidePixels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LongSidePixels, MaxLongSidePixels);
        if (!(LimitMegapixels is > 0 and <= MaxMegapixels))
        {
            throw new ArgumentOutOfRangeException(nameof(LimitMegapixels), LimitMegapixels,
                $"LimitMegapixels must be above 0 and at most {MaxMegapixels}.");
        }
    }
}
