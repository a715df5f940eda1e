using System.Buffers.Binary;
using System.Text;

namespace ImageSearch.Imaging;

/// <summary>Tells formats by the first bytes of a file, whatever its name: what is none of them is refused before the rest is
/// read.</summary>
internal static class ImageFormats
{
    /// <summary>How many bytes of a file are enough; files may be shorter.</summary>
    public const int StartBytes = 256;

    private const int BoxHeaderBytes = 8;
    private const int BrandBytes = 4;

    private static readonly string[] AvifBrands = ["avif", "avis"];

    /// <summary>ISO/IEC 23008-12, annex B; the last two say only that there are images, which are HEVC's if they are not AV1's.</summary>
    private static readonly string[] HeicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"];

    /// <summary>The format of a file that begins so.</summary>
    public static ImageFormat Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFormat.Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ImageFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.WebP,
        [(byte)'I', (byte)'I', (byte)'*' or (byte)'+', 0, ..] or [(byte)'M', (byte)'M', 0, (byte)'*' or (byte)'+', ..] => ImageFormat.Tiff,
        [(byte)'B', (byte)'M', ..] => ImageFormat.Bmp,
        [0xFF, 0x0A, ..] or [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A, ..] => ImageFormat.JpegXl,
        [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A, ..] => ImageFormat.Jpeg2000,
        [0xFF, 0x4F, 0xFF, 0x51, ..] => ImageFormat.Jpeg2000Codestream,
        _ => HasBrand(start, AvifBrands) ? ImageFormat.Avif : HasBrand(start, HeicBrands) ? ImageFormat.Heic : ImageFormat.Unknown,
    };

    /// <summary>What people call a format.</summary>
    public static string NameOf(ImageFormat format) => format switch
    {
        ImageFormat.Heic => "HEIC",
        ImageFormat.JpegXl => "JPEG XL",
        ImageFormat.Jpeg2000 or ImageFormat.Jpeg2000Codestream => "JPEG 2000",
        _ => format.ToString().ToUpperInvariant(),
    };

    /// <summary>
    /// Whether a file of ISO's base media format names one of the brands in its first box (ISO/IEC 14496-12, 4.3): the length in bytes,
    /// "ftyp", the major brand, its version, and compatible brands to the end of the box.
    /// </summary>
    private static bool HasBrand(ReadOnlySpan<byte> start, string[] brands)
    {
        if (start.Length < BoxHeaderBytes + BrandBytes || !start[4..].StartsWith("ftyp"u8))
        {
            return false;
        }

        int end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(start), (uint)start.Length);
        for (int at = BoxHeaderBytes; at + BrandBytes <= end; at += BrandBytes)
        {
            string brand = Encoding.ASCII.GetString(start.Slice(at, BrandBytes));
            if (brands.Contains(brand))
            {
                return true;
            }
        }

        return false;
    }
}
