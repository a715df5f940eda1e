namespace ImageSearch.Imaging;

/// <summary>Makes small upright JPEGs of image files, without their metadata: where a photo was taken is nobody's business.</summary>
public static class Thumbnail
{
    private const int Quality = 80;

    /// <summary>Makes a JPEG no longer or higher than a long side; smaller images keep their size.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="longSidePixels">16 to 16,384.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <returns>The JPEG's bytes.</returns>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static byte[] Make(string path, int longSidePixels, double limitMegapixels)
    {
        new ImagingSettings(longSidePixels, limitMegapixels).Validate();
        return UprightImage.Read(path, limitMegapixels, (_, _) => longSidePixels, "down",
            (image, _, _) => EncodedImage.Jpeg(image, Quality));
    }
}
