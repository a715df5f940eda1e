namespace ImageSearch.Imaging;

/// <summary>Decodes formats that libvips does not; it lies in an assembly of its own. One serves all threads.</summary>
internal interface IImageDecoder
{
    /// <summary>Upright width and height in pixels, as the header claims them; no pixel is made.</summary>
    /// <param name="file">The file's bytes, from its start; it can seek.</param>
    /// <param name="format">What its first bytes say. It is read as that or not at all.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut short, or not what it begins as.</exception>
    public (int Width, int Height) ReadSize(Stream file, ImageFormat format);

    /// <summary>Decodes the first image and lends its pixels: red, green and blue bytes, row by row, upright, on white.</summary>
    /// <param name="file">The file's bytes, from its start; it can seek.</param>
    /// <param name="format">What its first bytes say. It is read as that or not at all.</param>
    /// <param name="use">Gets the address of 3 x width x height bytes, which are there until it returns, and width and height.</param>
    /// <exception cref="InvalidDataException">It is damaged, cut short, too much for the decoder's limits, or not what it begins
    /// as.</exception>
    public T Decode<T>(Stream file, ImageFormat format, Func<nint, int, int, T> use);
}
