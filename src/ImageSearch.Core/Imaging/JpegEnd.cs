using System.Buffers.Binary;

namespace ImageSearch.Imaging;

/// <summary>
/// Tells JPEGs that lost no more than their end marker, as some cameras and many repaired cards leave them (ITU-T T.81, annexes B and G):
/// what it says of the markers holds, whether the data of the last scan are whole only their decoder knows.
/// </summary>
internal static class JpegEnd
{
    private const byte Prefix = 0xFF;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte FirstFrame = 0xC0;
    private const byte HuffmanTables = 0xC4;
    private const byte JpegExtension = 0xC8;
    private const byte ArithmeticConditioning = 0xCC;
    private const byte LastFrame = 0xCF;
    private const byte ProgressiveFrame = 0xC2;
    private const byte TemporaryMarker = 0x01;
    private const int Frequencies = 64;

    /// <summary>What the file should end with.</summary>
    public static ReadOnlySpan<byte> Marker => [Prefix, EndOfImage];

    /// <summary>
    /// Whether the file ends in a scan's data and its scans tell every bit of every frequency of every component. False for what is not
    /// understood.
    /// </summary>
    public static bool IsMissing(ReadOnlySpan<byte> file)
    {
        if (file.EndsWith(Marker))
        {
            return false;
        }

        var untold = new Dictionary<byte, ulong>();
        bool isProgressive = false;
        for (int at = 2; at + 4 <= file.Length && file[at] == Prefix;)
        {
            byte marker = file[at + 1];
            if (marker == Prefix)
            {
                at++;
                continue;
            }

            int end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is EndOfImage or TemporaryMarker || IsRestart(marker) || end < at + 4 || end > file.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> body = file[(at + 4)..end];
            if (IsFrame(marker))
            {
                isProgressive = marker == ProgressiveFrame;
                if (marker > ProgressiveFrame || untold.Count > 0 || !TryFrame(body, untold))
                {
                    return false;
                }
            }
            else if (marker == StartOfScan)
            {
                if (!TryScan(body, isProgressive, untold))
                {
                    return false;
                }

                end = EndOfScan(file, end);
            }

            at = end;
            if (at == file.Length)
            {
                return marker == StartOfScan && untold.Values.All(frequencies => frequencies == 0);
            }
        }

        return false;
    }

    private static bool IsRestart(byte marker) => marker is >= 0xD0 and <= 0xD7;

    private static bool IsFrame(byte marker) => marker is >= FirstFrame and <= LastFrame
        and not (HuffmanTables or JpegExtension or ArithmeticConditioning);

    /// <summary>Precision, height, width, and three bytes for each component: the first is its name.</summary>
    private static bool TryFrame(ReadOnlySpan<byte> body, Dictionary<byte, ulong> untold)
    {
        if (body.Length < 6 || body.Length != 6 + (3 * body[5]))
        {
            return false;
        }

        for (int i = 6; i < body.Length; i += 3)
        {
            untold[body[i]] = ulong.MaxValue;
        }

        return true;
    }

    /// <summary>Components, first and last frequency, and the bits that earlier scans and this one leave out. Files in one pass have no
    /// such choice.</summary>
    private static bool TryScan(ReadOnlySpan<byte> body, bool isProgressive, Dictionary<byte, ulong> untold)
    {
        if (body.Length < 4 || body.Length != 4 + (2 * body[0]))
        {
            return false;
        }

        (int first, int last, bool isFinal) = isProgressive ? (body[^3], body[^2], (body[^1] & 0x0F) == 0) : (0, Frequencies - 1, true);
        if (first > last || last >= Frequencies)
        {
            return false;
        }

        ulong told = ulong.MaxValue >> (Frequencies - 1 - last) & ulong.MaxValue << first;
        for (int i = 1; i < body.Length - 3; i += 2)
        {
            if (!untold.TryGetValue(body[i], out ulong frequencies))
            {
                return false;
            }

            untold[body[i]] = isFinal ? frequencies & ~told : frequencies;
        }

        return true;
    }

    /// <summary>Where the marker after a scan's data lies, or the file ends. Within them the prefix is followed by nought, a restart or
    /// itself.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> file, int start)
    {
        for (int at = start; ; at++)
        {
            int found = file[at..].IndexOf(Prefix);
            at += found;
            if (found < 0 || at + 1 >= file.Length)
            {
                return file.Length;
            }

            if (file[at + 1] is not (0 or Prefix) && !IsRestart(file[at + 1]))
            {
                return at;
            }
        }
    }
}
