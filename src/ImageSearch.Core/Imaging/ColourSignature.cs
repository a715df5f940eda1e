using System.Collections.Immutable;

namespace ImageSearch.Imaging;

/// <summary>
/// The mean red, green and blue in each of 4 x 4 parts of an image: what images without features can be looked up by. Copies that were
/// resized or saved again differ by a few levels; so do many others, so it only says which are worth comparing pixel by pixel.
/// </summary>
internal sealed class ColourSignature
{
    /// <summary>Bytes of a signature: row by row, red, green and blue of each part.</summary>
    public const int Bytes = Side * Side * Channels;

    /// <summary>Copies are no further apart in any part.</summary>
    public const int MaxApart = 12;

    private const int Side = 4;
    private const int Channels = 3;

    /// <summary>Of images with longer sides only every n-th pixel is counted: some thousands in each part are enough.</summary>
    private const int SampledSide = 256;

    /// <summary>Channels of a gray part are no further apart; a JPEG's rounding needs some.</summary>
    private const int MaxGray = 3;

    private readonly ImmutableArray<byte> _values;

    /// <exception cref="ArgumentException">There are not as many values as a signature has.</exception>
    public ColourSignature(ImmutableArray<byte> values) =>
        _values = values.Length == Bytes ? values : throw new ArgumentException($"{values.Length} bytes are no signature.", nameof(values));

    public ReadOnlySpan<byte> Values => _values.AsSpan();

    /// <summary>Whether no part of the image has a colour.</summary>
    public bool IsGray => Enumerable.Range(0, Side * Side).All(i =>
        Math.Max(Math.Max(_values[i * 3], _values[(i * 3) + 1]), _values[(i * 3) + 2])
        - Math.Min(Math.Min(_values[i * 3], _values[(i * 3) + 1]), _values[(i * 3) + 2]) <= MaxGray);

    /// <summary>Of interleaved bytes: one band is gray, three are red, green and blue.</summary>
    public static ColourSignature Of(ReadOnlySpan<byte> pixels, int width, int height, int bands)
    {
        int step = Math.Max(1, Math.Max(width, height) / SampledSide);
        var values = new byte[Bytes];
        for (int part = 0; part < Side * Side; part++)
        {
            (int top, int bottom) = Range(part / Side, height);
            (int left, int right) = Range(part % Side, width);
            long red = 0, green = 0, blue = 0, count = 0;
            for (int y = top; y < bottom; y += step)
            {
                ReadOnlySpan<byte> row = pixels.Slice(y * width * bands, width * bands);
                for (int x = left; x < right; x += step, count++)
                {
                    int at = x * bands;
                    (red, green, blue) = (red + row[at], green + row[at + (bands / 2)], blue + row[at + bands - 1]);
                }
            }

            (values[part * Channels], values[(part * Channels) + 1], values[(part * Channels) + 2]) =
                (Mean(red, count), Mean(green, count), Mean(blue, count));
        }

        return new ColourSignature([.. values]);
    }

    /// <summary>How far two are apart where they differ most, in levels of 0 to 255.</summary>
    public int Distance(ColourSignature other)
    {
        int most = 0;
        for (int i = 0; i < Bytes; i++)
        {
            most = Math.Max(most, Math.Abs(_values[i] - other._values[i]));
        }

        return most;
    }

    /// <summary>The same mirrored horizontally.</summary>
    public ColourSignature Mirrored() => new([.. Enumerable.Range(0, Bytes).Select(i =>
        _values[((i / (Side * Channels)) * Side * Channels) + ((Side - 1 - (i / Channels % Side)) * Channels) + (i % Channels)])]);

    /// <summary>The rows or columns of a part: at least one, however small the image is.</summary>
    private static (int First, int End) Range(int part, int pixels)
    {
        int first = (int)((long)part * pixels / Side);
        return (first, Math.Max(first + 1, (int)((part + 1L) * pixels / Side)));
    }

    private static byte Mean(long sum, long count) => (byte)(((2 * sum) + count) / (2 * count));
}
