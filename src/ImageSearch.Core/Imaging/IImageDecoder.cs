namespace ImageSearch.Imaging;

/// <summary>Decodes formats that libvips does not; it lies in an assembly of its own. One serves all threads.</summary>
internal interface IImageDecoder
{
    /// <summary>Upright width and height in pixels, as the header claims them; no pixel is made.</summary>
    /// <param name="file">The file's bytes, from its start; it can seek.</param>
    /// <param name="format">What its first bytes say. It is read as that or not at all.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut short, or not what it begins as.</exception>
    public (int Width, int Height) ReadSize(Stream file, ImageFormat format);

    /// <summary>The pixels of the first image: upright, on white.</summary>
    /// <param name="file">The file's bytes, from its start; it can seek.</param>
    /// <param name="format">What its first bytes say. It is read as that or not at all.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut short, too much for the decoder's limits, or not what it begins as.</exception>
    public ColourImage Decode(Stream file, ImageFormat format);
}
