using System.Buffers.Binary;

namespace ImageSearch.Imaging;

/// <summary>
/// The frames of animations that libvips takes for single images: animated PNG (W3C, "Portable Network Graphics (PNG) Specification (Third
/// Edition)", acTL) and AVIF sequences (ISO/IEC 14496-12, stsz). Two of them may begin with the same picture.
/// </summary>
internal static class FrameCount
{
    /// <summary>The counts stand near the beginning; what lies behind so many bytes is not looked for.</summary>
    public const int LookedAtBytes = 1 << 16;

    private const int PngChunkBytes = 12;
    private const int BoxHeaderBytes = 8;
    private const int LargeBoxHeaderBytes = 16;

    /// <summary>Of stsz: version and flags, the size of all samples, their number.</summary>
    private const int SampleCountOffset = 8;

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    private static readonly uint[] Containers = [.. new[] { "moov", "trak", "mdia", "minf", "stbl" }.Select(Name)];

    /// <summary>The frames of an animation; 1 for everything else.</summary>
    /// <param name="start">How the file begins.</param>
    public static int Of(ReadOnlySpan<byte> start) =>
        start.StartsWith(PngSignature) ? OfPng(start[PngSignature.Length..])
        : start.Length > BoxHeaderBytes && start[4..].StartsWith("ftyp"u8) ? Math.Max(1, OfBoxes(start, Containers.Length))
        : 1;

    private static int OfPng(ReadOnlySpan<byte> chunks)
    {
        while (chunks.Length >= PngChunkBytes && !chunks[4..].StartsWith("IDAT"u8))
        {
            uint bytes = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            if (chunks[4..].StartsWith("acTL"u8))
            {
                return (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(chunks[BoxHeaderBytes..]), 1, int.MaxValue);
            }

            if (bytes > chunks.Length - PngChunkBytes)
            {
                break;
            }

            chunks = chunks[(PngChunkBytes + (int)bytes)..];
        }

        return 1;
    }

    /// <summary>The most samples that a track of the boxes has; 0 if there is none.</summary>
    /// <param name="boxes">Boxes one behind the other.</param>
    /// <param name="depth">How many may yet lie within each other.</param>
    private static int OfBoxes(ReadOnlySpan<byte> boxes, int depth)
    {
        int most = 0;
        while (boxes.Length >= BoxHeaderBytes)
        {
            ulong bytes = BinaryPrimitives.ReadUInt32BigEndian(boxes);
            uint type = BinaryPrimitives.ReadUInt32BigEndian(boxes[4..]);
            bool isLarge = bytes == 1 && boxes.Length >= LargeBoxHeaderBytes;
            int header = isLarge ? LargeBoxHeaderBytes : BoxHeaderBytes;
            bytes = isLarge ? BinaryPrimitives.ReadUInt64BigEndian(boxes[BoxHeaderBytes..]) : bytes;
            int end = bytes < (ulong)header || bytes > (ulong)boxes.Length ? boxes.Length : (int)bytes;
            ReadOnlySpan<byte> content = boxes[header..end];
            if (depth > 0 && Containers.Contains(type))
            {
                most = Math.Max(most, OfBoxes(content, depth - 1));
            }
            else if (type == Name("stsz") && content.Length >= SampleCountOffset + sizeof(uint))
            {
                most = Math.Max(most, (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(content[SampleCountOffset..]), int.MaxValue));
            }

            boxes = boxes[end..];
        }

        return most;
    }

    private static uint Name(string name) => BinaryPrimitives.ReadUInt32BigEndian(System.Text.Encoding.ASCII.GetBytes(name));
}
