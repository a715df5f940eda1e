using System.Buffers.Binary;

namespace ImageSearch.Imaging;

/// <summary>
/// Takes from a progressive JPEG the scans that its gray, shrunk, does not need (ITU-T T.81, annex G). Huffman decoding is most of the cost
/// of a large photograph, and most of that are scans which refine frequencies by a last bit, or hold the details of its colours.
/// </summary>
internal static class ProgressiveJpeg
{
    private const byte Prefix = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte QuantizationTables = 0xDB;
    private const byte DefineRestart = 0xDD;
    private const byte ProgressiveFrame = 0xC2;
    private const byte HuffmanTables = 0xC4;
    private const byte Comment = 0xFE;
    private const byte JfifSegment = 0xE0;
    private const byte AdobeSegment = 0xEE;
    private const byte LastSegment = 0xEF;
    private const int AdobeTransformAt = 11;

    /// <summary>
    /// Moves what is needed together, in place, and returns its length in bytes. Whatever is not understood to its end is left as it is,
    /// and its whole length returned: another reader shall find what is wrong with it.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="shrinkFor">From width and height in pixels to how much smaller the image will be decoded: 1, 2, 4 or 8.</param>
    public static int Trim(Span<byte> file, Func<int, int, int> shrinkFor)
    {
        var plan = new ProgressivePlan();
        if (!TryFindSurplus(file, shrinkFor, plan))
        {
            return file.Length;
        }

        if (plan.UnusedQuantizer is int quantizer)
        {
            file[quantizer] = 0;
        }

        int length = 0, from = 0;
        foreach (Range range in plan.Surplus)
        {
            file[from..range.Start].CopyTo(file[length..]);
            length += range.Start.Value - from;
            from = range.End.Value;
        }

        file[from..].CopyTo(file[length..]);
        return length + file.Length - from;
    }

    private static bool TryFindSurplus(ReadOnlySpan<byte> file, Func<int, int, int> shrinkFor, ProgressivePlan plan)
    {
        if (file.Length < 4 || file[0] != Prefix || file[1] != StartOfImage)
        {
            return false;
        }

        for (int at = 2; at + 4 <= file.Length;)
        {
            byte marker = file[at + 1];
            int end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (file[at] != Prefix || end > file.Length || end < at + 4)
            {
                return false;
            }

            ReadOnlySpan<byte> body = file[(at + 4)..end];
            if (marker == StartOfScan)
            {
                if (EndOfScan(file, end) is not int next || !plan.TryScan(body, at..next))
                {
                    return false;
                }

                if (file[next + 1] == EndOfImage)
                {
                    return true;
                }

                end = next;
            }
            else if (!TrySegment(marker, body, at + 4, shrinkFor, plan))
            {
                return false;
            }

            at = end;
        }

        return false;
    }

    /// <summary>Notes what a segment other than a scan says; false if it is none that is known.</summary>
    /// <param name="marker">What it is.</param>
    /// <param name="body">What is in it.</param>
    /// <param name="at">Where that begins in the file.</param>
    /// <param name="shrinkFor">By how much the image is shrunk, for its width and height.</param>
    /// <param name="plan">Takes the notes.</param>
    private static bool TrySegment(byte marker, ReadOnlySpan<byte> body, int at, Func<int, int, int> shrinkFor, ProgressivePlan plan)
    {
        switch (marker)
        {
            case ProgressiveFrame:
                return plan.TryFrame(body, shrinkFor);
            case QuantizationTables:
                return plan.TryTables(body, at);
            case HuffmanTables or Comment or DefineRestart or >= JfifSegment and <= LastSegment:
                plan.IsJfif |= marker == JfifSegment && body.StartsWith("JFIF\0"u8);
                if (marker == AdobeSegment && body.Length > AdobeTransformAt && body.StartsWith("Adobe"u8))
                {
                    plan.AdobeTransform = body[AdobeTransformAt];
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>Where the marker after a scan's data lies; within them the prefix is followed by nought or a restart marker.</summary>
    private static int? EndOfScan(ReadOnlySpan<byte> file, int start)
    {
        for (int at = start; ; at += 2)
        {
            int found = file[Math.Min(at, file.Length)..].IndexOf(Prefix);
            if (found < 0 || at + found + 1 >= file.Length)
            {
                return null;
            }

            at += found;
            if (file[at + 1] is not (0 or >= 0xD0 and <= 0xD7))
            {
                return file[at + 1] == Prefix ? null : at;
            }
        }
    }
}
