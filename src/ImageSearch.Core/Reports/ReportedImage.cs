using ImageSearch.Index;

namespace ImageSearch.Reports;

/// <summary>An image of a report, as it was when it was compared.</summary>
/// <param name="Path">The file.</param>
/// <param name="Width">Pixels, upright; null where nobody knows it but the file.</param>
/// <param name="Height">Pixels, upright; null where nobody knows it but the file.</param>
/// <param name="LengthBytes">The file's length; null where nobody knows it but the file.</param>
public sealed record ReportedImage(string Path, int? Width, int? Height, long? LengthBytes)
{
    /// <summary>An indexed image.</summary>
    public static ReportedImage Of(IndexedImage image) => new(image.Path, image.Width, image.Height, image.LengthBytes);
}
