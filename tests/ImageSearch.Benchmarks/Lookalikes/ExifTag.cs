using System.Buffers.Binary;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Puts an EXIF block that says an orientation and nothing else into a JPEG; its pixels' bytes stay as they are.</summary>
internal static class ExifTag
{
    private const int StartOfImageBytes = 2;

    /// <summary>Marker, length, name, TIFF header, one entry, no more directories.</summary>
    private static readonly byte[] Block =
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private const int ValueAt = 28;

    /// <summary>The same JPEG with an orientation, 1 to 8.</summary>
    public static byte[] Add(byte[] jpeg, ushort orientation)
    {
        byte[] block = [.. Block];
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(ValueAt), orientation);
        return [.. jpeg.AsSpan(0, StartOfImageBytes), .. block, .. jpeg.AsSpan(StartOfImageBytes)];
    }
}
