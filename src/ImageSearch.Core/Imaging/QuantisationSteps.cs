using System.Buffers.Binary;

namespace ImageSearch.Imaging;

/// <summary>
/// How strongly a file is compressed, as its header says: the mean step by which a JPEG's brightness was quantised (ITU-T T.81, B.2.4.1).
/// Of two copies of one picture the one with the smaller steps has lost less, whatever their lengths are: noise makes a file long.
/// </summary>
internal static class QuantisationSteps
{
    private const int BlockSide = 8;
    private const int TableEntries = BlockSide * BlockSide;
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
    public static double? Of(string path) => Of(path, OfBrightness);

    /// <summary>By how large steps a JPEG's colours were quantised, as means of 8 x 8 samples (coefficient 0 of table 1 over 8): what a
    /// part without detail may be off by, in levels of blue and red difference, is half of it.</summary>
    /// <returns>Levels; 0 for PNG; null where it is not known.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static double? OfColours(string path) => Of(path, OfColourMeans);

    /// <summary>The most that a JPEG's compression adds to its brightness as noise: the variance of rounding to its steps, on the average
    /// of all 64.</summary>
    /// <returns>Gray levels, squared; 0 for PNG; null where it is not known.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static double? OfNoise(string path) => Of(path, NoiseOfBrightness);

    private static double? Of(string path, Func<ReadOnlyMemory<byte>, double?> read)
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
                return OfJpeg(file, read);
            default:
                return null;
        }
    }

    private static double? OfJpeg(Stream file, Func<ReadOnlyMemory<byte>, double?> read)
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
                if (file.ReadAtLeast(tables, bytes, throwOnEndOfStream: false) == bytes && read(tables) is { } steps)
                {
                    return steps;
                }
            }

            file.Position = next;
        }

        return null;
    }

    /// <summary>The mean of table 0, which is that of brightness by convention; null if it is not among these.</summary>
    private static double? OfBrightness(ReadOnlyMemory<byte> tables) => Table(tables.Span, 0) is { } entries ? entries.Average() : null;

    /// <summary>Of an even distribution within a step, a twelfth of its square.</summary>
    private static double? NoiseOfBrightness(ReadOnlyMemory<byte> tables) =>
        Table(tables.Span, 0) is { } entries ? entries.Average(step => (double)step * step) / 12 : null;

    /// <summary>The first entry of table 1, which is that of colours by convention, as a step of means.</summary>
    private static double? OfColourMeans(ReadOnlyMemory<byte> tables) =>
        Table(tables.Span, 1) is { } entries ? entries[0] / (double)BlockSide : null;

    private static int[]? Table(ReadOnlySpan<byte> tables, int wanted)
    {
        while (tables.Length > TableEntries)
        {
            int entryBytes = tables[0] >> 4 == 0 ? 1 : 2, number = tables[0] & 15;
            ReadOnlySpan<byte> entries = tables[1..];
            if (entries.Length < TableEntries * entryBytes)
            {
                return null;
            }

            if (number == wanted)
            {
                var found = new int[TableEntries];
                for (int i = 0; i < TableEntries; i++)
                {
                    found[i] = entryBytes == 1 ? entries[i] : BinaryPrimitives.ReadUInt16BigEndian(entries[(2 * i)..]);
                }

                return found;
            }

            tables = entries[(TableEntries * entryBytes)..];
        }

        return null;
    }
}
