namespace ImageSearch.Reports;

/// <summary>An image as its file is while the report is made.</summary>
/// <param name="Image">What was compared.</param>
/// <param name="Jpeg">A small picture of it; null where there is none.</param>
/// <param name="Width">Pixels, upright; null where it cannot be read and nobody else knows.</param>
/// <param name="Height">Pixels, upright; null where it cannot be read and nobody else knows.</param>
/// <param name="LengthBytes">The file's length; null where it is gone and nobody else knows.</param>
/// <param name="Problem">Why there is no picture; null where there is one.</param>
internal sealed record ShownImage(ReportedImage Image, byte[]? Jpeg, int? Width, int? Height, long? LengthBytes, string? Problem)
{
    /// <summary>Whether the file is another one by now than the one that was compared.</summary>
    public bool HasChanged => IsOther(Image.Width, Width) || IsOther(Image.Height, Height)
        || (Image.LengthBytes is { } was && LengthBytes is { } now && was != now);

    /// <summary>How many pixels it has; null where nobody knows.</summary>
    public long? Pixels => (long?)Width * Height;

    private static bool IsOther(int? was, int? now) => was is not null && now is not null && was != now;
}
