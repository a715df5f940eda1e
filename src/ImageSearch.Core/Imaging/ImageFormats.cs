using System.Buffers.Binary;

namespace ImageSearch.Imaging;

/// <summary>Tells formats by the first bytes of a file, whatever its name: what is none of them is refused before the rest is read.</summary>
internal static class ImageFormats
{
    /// <summary>How many bytes of a file are enough; files may be shorter.</summary>
    public const int StartBytes = 256;

    private const int BoxHeaderBytes = 8;
    private const int BrandBytes = 4;

    /// <summary>The format of a file that begins so.</summary>
    public static ImageFormat Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFormat.Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ImageFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.WebP,
        [(byte)'I', (byte)'I', (byte)'*' or (byte)'+', 0, ..] or [(byte)'M', (byte)'M', 0, (byte)'*' or (byte)'+', ..] => ImageFormat.Tiff,
        [(byte)'B', (byte)'M', ..] => ImageFormat.Bmp,
        _ => HasBrand(start, "avif"u8) || HasBrand(start, "avis"u8) ? ImageFormat.Avif : ImageFormat.Unknown,
    };

    /// <summary>
    /// Whether a file of ISO's base media format names a brand in its first box (ISO/IEC 14496-12, 4.3): the length in bytes, "ftyp", the major
    /// brand, its version, and compatible brands to the end of the box.
    /// </summary>
    private static bool HasBrand(ReadOnlySpan<byte> start, ReadOnlySpan<byte> brand)
    {
        if (start.Length < BoxHeaderBytes + BrandBytes || !start[4..].StartsWith("ftyp"u8))
        {
            return false;
        }

        int end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(start), (uint)start.Length);
        for (int at = BoxHeaderBytes; at + BrandBytes <= end; at += BrandBytes)
        {
            if (start.Slice(at, BrandBytes).SequenceEqual(brand))
            {
                return true;
            }
        }

        return false;
    }
}
