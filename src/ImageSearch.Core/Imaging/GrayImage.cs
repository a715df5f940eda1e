namespace ImageSearch.Imaging;

/// <summary>Gray pixels, 8 bits each, row by row without padding, 0 black.</summary>
public sealed class GrayImage
{
    /// <summary>Takes over <paramref name="pixels"/>, which must hold width x height bytes.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public GrayImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        if (pixels.Length != (long)width * height)
        {
            throw new ArgumentException($"{pixels.Length} bytes are not {width} x {height} pixels.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Width x height bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>The colours that it was made of; null where nobody took them down.</summary>
    internal ColourSignature? Colours { get; init; }
}
