using System.Buffers.Binary;

namespace ImageSearch.Imaging;

/// <summary>
/// How strongly a file is compressed, as its header says: the mean step by which a JPEG's brightness was quantised (ITU-T T.81, B.2.4.1).
/// Of two copies of one picture the one with the smaller steps has lost less, whatever their lengths are: noise makes a file long.
/// </summary>
internal static class QuantisationSteps
{
    private const int TableEntries = JpegBlocks.Coefficients;
    private const int SegmentHeaderBytes = 4;

    /// <summary>Headers that are longer are not looked at: metadata lies before the tables, and has ends.</summary>
    private const int MaxSegments = 1000;

    /// <summary>Four tables of two bytes an entry, or a frame of 255 components, take less.</summary>
    private const int MaxTableBytes = 1024;

    private const byte Tables = 0xDB, Scan = 0xDA, FrameOfLossless = 0xC3;

    /// <summary>Of PNG's header: signature, length and name of IHDR, width and height.</summary>
    private const int PngDepthOffset = 24;
    private const int PngPalette = 3;

    /// <summary>Looks into a file's header.</summary>
    /// <returns>The mean step, at least 1; 0 for PNG, where nothing is quantised; null where it is not known: other formats, palettes, a
    /// header that is damaged.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static double? Of(string path) => Of<double?>(path, 0, OfBrightness);

    /// <summary>By how large steps a JPEG's colours were quantised, as means of 8 x 8 samples (coefficient 0 over 8): what a
    /// part without detail may be off by, in levels of blue and red difference, is half of it.</summary>
    /// <returns>Levels; 0 for PNG; null where it is not known.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static double? OfColours(string path) => Of<double?>(path, 0, OfColourMeans);

    /// <summary>The steps of a JPEG's brightness.</summary>
    /// <returns>64 of them, in the order of the file; none for PNG; null where they are not known, or colours are not those of a
    /// screen.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static int[]? OfBlocks(string path) => Of<int[]?>(path, [], tables => tables.Components is 1 or 3 ? tables.Of(0) : null);

    private static T? Of<T>(string path, T ofPng, Func<JpegTables, T?> read)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> start = stackalloc byte[PngDepthOffset + 2];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
        {
            return default;
        }

        switch (ImageFormats.Of(start))
        {
            case ImageFormat.Png:
                return start[PngDepthOffset] >= 8 && start[PngDepthOffset + 1] != PngPalette ? ofPng : default;
            case ImageFormat.Jpeg:
                file.Position = 2;
                return OfJpeg(file, read);
            default:
                return default;
        }
    }

    /// <summary>Reads tables, which may be defined anew until the scan begins, and which component takes which of them.</summary>
    private static T? OfJpeg<T>(Stream file, Func<JpegTables, T?> read)
    {
        Span<byte> header = stackalloc byte[SegmentHeaderBytes];
        var found = new JpegTables();
        for (int i = 0; i < MaxSegments && file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length; i++)
        {
            int bytes = BinaryPrimitives.ReadUInt16BigEndian(header[2..]) - 2;
            if (header[0] != 0xFF || header[1] == FrameOfLossless || bytes < 0)
            {
                return default;
            }

            if (header[1] == Scan)
            {
                return read(found);
            }

            long next = file.Position + bytes;
            if (header[1] == Tables || IsFrame(header[1]))
            {
                var body = new byte[Math.Min(bytes, MaxTableBytes)];
                if (bytes > MaxTableBytes || file.ReadAtLeast(body, bytes, throwOnEndOfStream: false) < bytes
                    || !(header[1] == Tables ? found.TakeTables(body) : found.TakeFrame(body)))
                {
                    return default;
                }
            }

            file.Position = next;
        }

        return default;
    }

    /// <summary>Start of frame: 0xC0 to 0xCF without tables of codes, extensions and arithmetic conditioning.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>The mean step of the first component, which is brightness.</summary>
    private static double? OfBrightness(JpegTables tables) => tables.Of(0)?.Average();

    /// <summary>The first step of the second component as one of means; where there are three, else there is no colour that a step says
    /// anything of.</summary>
    private static double? OfColourMeans(JpegTables tables) => tables.Components == 3 ? tables.Of(1)?[0] / (double)JpegBlocks.Side : null;

    /// <summary>The tables of a JPEG's header (ITU-T T.81, B.2.4.1) and the numbers of those that its components take (B.2.2).</summary>
    private sealed class JpegTables
    {
        private const int MaxTables = 4;

        private const int FrameBytes = 6, ComponentBytes = 3;

        private readonly int[]?[] _tables = new int[MaxTables][];
        private byte[] _numbers = [];

        public int Components => _numbers.Length;

        /// <summary>The 64 steps that a component takes, in the order of the file; null where they are not there.</summary>
        public int[]? Of(int component) =>
            component < _numbers.Length && _numbers[component] < MaxTables ? _tables[_numbers[component]] : null;

        /// <summary>Takes a segment's tables; false where it is damaged.</summary>
        public bool TakeTables(ReadOnlySpan<byte> segment)
        {
            while (segment.Length > 0)
            {
                int entryBytes = segment[0] >> 4 == 0 ? 1 : 2, number = segment[0] & 15;
                ReadOnlySpan<byte> entries = segment[1..];
                if (number >= MaxTables || entries.Length < TableEntries * entryBytes)
                {
                    return false;
                }

                var table = new int[TableEntries];
                for (int i = 0; i < TableEntries; i++)
                {
                    table[i] = entryBytes == 1 ? entries[i] : BinaryPrimitives.ReadUInt16BigEndian(entries[(2 * i)..]);
                }

                _tables[number] = table;
                segment = entries[(TableEntries * entryBytes)..];
            }

            return true;
        }

        /// <summary>Takes what a frame's header says; false where it is damaged.</summary>
        public bool TakeFrame(ReadOnlySpan<byte> segment)
        {
            if (segment.Length < FrameBytes || segment.Length != FrameBytes + (ComponentBytes * segment[FrameBytes - 1]))
            {
                return false;
            }

            _numbers = new byte[segment[FrameBytes - 1]];
            for (int i = 0; i < _numbers.Length; i++)
            {
                _numbers[i] = segment[FrameBytes + (ComponentBytes * i) + 2];
            }

            return true;
        }
    }
}
