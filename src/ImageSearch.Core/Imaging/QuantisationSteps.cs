using System.Buffers.Binary;

namespace ImageSearch.Imaging;

/// <summary>
/// How strongly a file is compressed, as its header says: the mean step by which a JPEG's brightness was quantised (ITU-T T.81, B.2.4.1).
/// Of two copies of one picture the one with the smaller steps has lost less, whatever their lengths are: noise makes a file long.
/// </summary>
internal static class QuantisationSteps
{
    private const int TableEntries = 64;
    private const int SegmentHeaderBytes = 4;

    /// <summary>Headers that are longer are not looked at: metadata lies before the tables, and has ends.</summary>
    private const int MaxSegments = 1000;

    private const byte Tables = 0xDB, Scan = 0xDA, FrameOfLossless = 0xC3;

    /// <summary>Of PNG's header: signature, length and name of IHDR, width and height.</summary>
    private const int PngDepthOffset = 24;
    private const int PngPalette = 3;

    /// <summary>Looks into a file's header.</summary>
    /// <returns>The mean step, at least 1; 0 for PNG, where nothing is quantised; null where it is not known: other formats, palettes, a
    /// header that is damaged.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static double? Of(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> start = stackalloc byte[PngDepthOffset + 2];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
        {
            return null;
        }

        switch (ImageFormats.Of(start))
        {
            case ImageFormat.Png:
                return start[PngDepthOffset] >= 8 && start[PngDepthOffset + 1] != PngPalette ? 0 : null;
            case ImageFormat.Jpeg:
                file.Position = 2;
                return OfJpeg(file);
            default:
                return null;
        }
    }

    private static double? OfJpeg(Stream file)
    {
        Span<byte> header = stackalloc byte[SegmentHeaderBytes];
        for (int i = 0; i < MaxSegments && file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length; i++)
        {
            int bytes = BinaryPrimitives.ReadUInt16BigEndian(header[2..]) - 2;
            if (header[0] != 0xFF || header[1] is Scan or FrameOfLossless || bytes < 0)
            {
                return null;
            }

            long next = file.Position + bytes;
            if (header[1] == Tables)
            {
                var tables = new byte[bytes];
                if (file.ReadAtLeast(tables, bytes, throwOnEndOfStream: false) == bytes && OfFirstTable(tables) is { } steps)
                {
                    return steps;
                }
            }

            file.Position = next;
        }

        return null;
    }

    /// <summary>The mean of table 0, which is that of brightness by convention; null if it is not among these.</summary>
    private static double? OfFirstTable(ReadOnlySpan<byte> tables)
    {
        while (tables.Length > TableEntries)
        {
            int entryBytes = tables[0] >> 4 == 0 ? 1 : 2, number = tables[0] & 15;
            ReadOnlySpan<byte> entries = tables[1..];
            if (entries.Length < TableEntries * entryBytes)
            {
                return null;
            }

            if (number == 0)
            {
                int sum = 0;
                for (int i = 0; i < TableEntries; i++)
                {
                    sum += entryBytes == 1 ? entries[i] : BinaryPrimitives.ReadUInt16BigEndian(entries[(2 * i)..]);
                }

                return sum / (double)TableEntries;
            }

            tables = entries[(TableEntries * entryBytes)..];
        }

        return null;
    }
}
