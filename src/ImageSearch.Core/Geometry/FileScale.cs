namespace ImageSearch.Geometry;

/// <summary>
/// From pixels of an image as it was described to pixels of its file.
/// </summary>
/// <param name="Across">The file's width over the width as described.</param>
/// <param name="Down">The file's height over the height as described.</param>
internal readonly record struct FileScale(double Across, double Down)
{
    /// <summary>The scale of a file of so many pixels, upright, that was described at so many.</summary>
    public static FileScale Of(int width, int height, int describedWidth, int describedHeight) =>
        new(width / (double)describedWidth, height / (double)describedHeight);

    /// <summary>Where a point of the described image lies in the file.</summary>
    public (double X, double Y) Apply(double x, double y) => (PixelCentres.Scale(x, Across), PixelCentres.Scale(y, Down));
}
