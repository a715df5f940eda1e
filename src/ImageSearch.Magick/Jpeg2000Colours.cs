using System.Buffers.Binary;

namespace ImageSearch.Magick;

/// <summary>Whether a JPEG 2000 file holds inks (cyan, magenta, yellow, black), which ImageMagick does not look for, and what colours they
/// make.</summary>
internal static class Jpeg2000Colours
{
    private const int BoxHeaderBytes = 8;
    private const int Enumerated = 1;
    private const uint Cmyk = 12;

    /// <summary>Enough for the boxes before the pixels, unless there is much beside them.</summary>
    private const int MaxHeaderBytes = 64 << 10;

    /// <summary>By the colour box "colr" in the header box "jp2h" (ITU-T T.800, I.5.3.3): a method, two bytes, and a number that says
    /// which.</summary>
    public static bool AreCmyk(Stream file)
    {
        var start = new byte[Math.Min(file.Length, MaxHeaderBytes)];
        file.Position = 0;
        file.ReadExactly(start);
        file.Position = 0;
        ReadOnlySpan<byte> colours = Find(Find(start, "jp2h"u8), "colr"u8);
        return colours.Length >= 7 && colours[0] == Enumerated && BinaryPrimitives.ReadUInt32BigEndian(colours[3..]) == Cmyk;
    }

    /// <summary>Red, green and blue by light that passes two inks; a full ink is 255.</summary>
    public static byte[] FromCmyk(ReadOnlySpan<byte> inks, int channels)
    {
        var rgb = new byte[inks.Length / channels * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += channels, to += 3)
        {
            for (int c = 0; c < 3; c++)
            {
                rgb[to + c] = (byte)((((255 - inks[from + c]) * (255 - inks[from + 3])) + 127) / 255);
            }
        }

        return rgb;
    }

    /// <summary>What is in the first box of a type; nothing if there is none.</summary>
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> boxes, ReadOnlySpan<byte> type)
    {
        while (boxes.Length >= BoxHeaderBytes)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(boxes);
            int end = (int)Math.Min(length, (uint)boxes.Length);
            if (end < BoxHeaderBytes)
            {
                break;
            }

            if (boxes[4..].StartsWith(type))
            {
                return boxes[BoxHeaderBytes..end];
            }

            boxes = boxes[end..];
        }

        return [];
    }
}
