namespace ImageSearch.Imaging;

/// <summary>How image files become gray pixels.</summary>
/// <param name="LongSidePixels">The longer side is shrunk to this; smaller images keep their size. At least 16.</param>
/// <param name="LimitMegapixels">Images that claim more (width x height / 1,000,000) are refused before any pixel is made.</param>
public sealed record ImagingSettings(int LongSidePixels = 512, double LimitMegapixels = 250);
