namespace ImageSearch.Imaging;

/// <summary>
/// What transparent pictures are laid on: white, unless white would hide what they show. A white logo is for dark grounds, and on white
/// there would be nothing of it to find. One rule for features, pictures and thumbnails alike, so that what is compared is what is seen.
/// </summary>
internal static class Transparency
{
    private const byte White = 255;
    private const byte Black = 0;
    private const int Channels = 4;

    /// <summary>A gray no further from the ground than this is hard to see on it.</summary>
    private const int Hidden = 48;

    /// <summary>Of what is visible, so much as one part in this must be hidden by white before black is thought of.</summary>
    private const int HiddenPart = 8;

    /// <summary>And black must hide so many times less: what either would hide in part stays on white.</summary>
    private const int TimesLess = 2;

    /// <summary>Lays interleaved R, G, B, A bytes on their ground.</summary>
    /// <returns>Interleaved R, G and B; those of opaque pixels unchanged.</returns>
    public static byte[] Flatten(ReadOnlySpan<byte> rgba)
    {
        int ground = GroundOf(rgba);
        var rgb = new byte[rgba.Length / Channels * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += Channels, to += 3)
        {
            int alpha = rgba[from + 3], rest = (ground * (255 - alpha)) + 127;
            rgb[to] = (byte)(((rgba[from] * alpha) + rest) / 255);
            rgb[to + 1] = (byte)(((rgba[from + 1] * alpha) + rest) / 255);
            rgb[to + 2] = (byte)(((rgba[from + 2] * alpha) + rest) / 255);
        }

        return rgb;
    }

    /// <summary>The ground that interleaved R, G, B, A bytes need: 255 or 0.</summary>
    public static byte GroundOf(ReadOnlySpan<byte> rgba)
    {
        long visible = 0, onWhite = 0, onBlack = 0;
        for (int i = 0; i < rgba.Length; i += Channels)
        {
            int alpha = rgba[i + 3], gray = Luma.Of(rgba[i], rgba[i + 1], rgba[i + 2]);
            visible += alpha;
            onWhite += gray >= White - Hidden ? alpha : 0;
            onBlack += gray <= Black + Hidden ? alpha : 0;
        }

        return onWhite > visible / HiddenPart && onWhite > TimesLess * onBlack ? Black : White;
    }
}
