namespace ImageSearch.Imaging;

/// <summary>An image file as SIFT sees it.</summary>
/// <param name="Facts">The file it came from.</param>
/// <param name="Gray">Upright gray pixels, shrunk to the long side of the settings.</param>
/// <param name="OriginalWidth">Width in pixels before shrinking, upright.</param>
/// <param name="OriginalHeight">Height in pixels before shrinking, upright.</param>
public sealed record LoadedImage(FileFacts Facts, GrayImage Gray, int OriginalWidth, int OriginalHeight)
{
    /// <summary>How many pages or frames the file has.</summary>
    public int PageCount { get; init; } = 1;
}
