using ImageSearch.Imaging;

namespace ImageSearch.Reports;

/// <summary>How a report of duplicates is made.</summary>
/// <param name="ThumbnailPixels">The longer side of the pictures in it, 64 to 1024; less where there are very many.</param>
/// <param name="LimitMegapixels">Image files that claim more are listed without a picture.</param>
/// <param name="MaximumMegabytes">So much is taken by pictures at most, 1 to 1024; when it is spent, the rest is listed without
/// pictures.</param>
public sealed record DuplicateReportOptions(int ThumbnailPixels = 320, double LimitMegapixels = 250, int MaximumMegabytes = 64)
{
    /// <summary>The smallest long side.</summary>
    public const int MinThumbnailPixels = 64;

    /// <summary>The largest long side.</summary>
    public const int MaxThumbnailPixels = 1024;

    /// <summary>The most megabytes.</summary>
    public const int MaxMegabytes = 1024;

    /// <summary>When the report is made.</summary>
    public DateTimeOffset Made { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>Is told of each image that cannot be shown, and why, never by two threads at once; the report says so too.</summary>
    public Action<ImageException>? OnNotShown { get; init; }

    /// <summary>Is told how many duplicates are in the report, and of how many.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>Checks every option's range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ThumbnailPixels, MinThumbnailPixels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ThumbnailPixels, MaxThumbnailPixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumMegabytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumMegabytes, MaxMegabytes);
        new ImagingSettings(LimitMegapixels: LimitMegapixels).Validate();
    }
}
