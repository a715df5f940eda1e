using System.Buffers.Binary;
using System.Security.Cryptography;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>
/// SHA-256 of an image's pixels as they are stored, upright: every one, with their number of bands and bits and the colour profile. Files
/// with the same hash show the same in every viewer, however they are compressed. Read in strips: no image is held whole.
/// </summary>
internal static class PixelHash
{
    private const int RowsAtOnce = 64;

    private const string Profile = "icc-profile-data";

    /// <summary>The hash of a file's first page or frame.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <exception cref="ImageException">Not found, unreadable or too large.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static byte[] Of(string path, double limitMegapixels) => UprightImage.ReadWhole(path, limitMegapixels, Hash);

    private static unsafe byte[] Hash(VipsObject image)
    {
        using VipsObject pixels = ToRgbBytes(image);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int width = VipsNative.GetWidth(pixels), height = VipsNative.GetHeight(pixels);
        Span<byte> head = stackalloc byte[4 * sizeof(int)];
        int at = 0;
        foreach (int number in (int[])[width, height, VipsNative.GetBands(pixels), VipsNative.GetFormat(pixels)])
        {
            BinaryPrimitives.WriteInt32LittleEndian(head[at..], number);
            at += sizeof(int);
        }

        hash.AppendData(head);
        hash.AppendData(VipsNative.ProfileOf(image, Profile));
        using VipsObject region = VipsObject.Own(VipsNative.NewRegion(pixels));
        for (int top = 0; top < height; top += RowsAtOnce)
        {
            byte* memory = VipsNative.FetchRegion(region, 0, top, width, Math.Min(RowsAtOnce, height - top), out nuint lengthBytes);
            if (memory == null)
            {
                throw VipsException.FromErrorBuffer();
            }

            hash.AppendData(new ReadOnlySpan<byte>(memory, checked((int)lengthBytes)));
            VipsNative.Free(memory);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Gray and palettes become red, green and blue, which shows the same; more than 8 bits stay as they are.</summary>
    private static VipsObject ToRgbBytes(VipsObject image)
    {
        using var operation = new VipsOperation(VipsNative.GetFormat(image) == VipsDecoder.FormatByte ? "colourspace" : "copy");
        operation.Set("in", image);
        return (VipsNative.GetFormat(image) == VipsDecoder.FormatByte ? operation.Set("space", "srgb") : operation).RunToImage();
    }
}
