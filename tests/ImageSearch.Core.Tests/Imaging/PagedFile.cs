using System.Buffers.Binary;

namespace ImageSearch.Tests.Imaging;

/// <summary>Files of several pages or frames, put together byte by byte.</summary>
internal static class PagedFile
{
    private const int Entries = 9;

    /// <summary>A TIFF of gray pages, uncompressed, each of a size of its own.</summary>
    public static byte[] Tiff(params (int Width, int Height, Func<int, int, byte> Gray)[] pages)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("II*\0"u8);
        int next = 8;
        writer.Write(next);
        for (int page = 0; page < pages.Length; page++)
        {
            (int width, int height, Func<int, int, byte> gray) = pages[page];
            int pixelsAt = next + 2 + (Entries * 12) + 4;
            next = pixelsAt + (width * height);
            writer.Write((short)Entries);
            foreach ((int tag, int type, int value) in new[]
            {
                (256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, pixelsAt), (277, 3, 1), (278, 4, height),
                    (279, 4, width * height),
            })
            {
                writer.Write((short)tag);
                writer.Write((short)type);
                writer.Write(1);
                writer.Write(value);
            }

            writer.Write(page < pages.Length - 1 ? next : 0);
            for (int i = 0; i < width * height; i++)
            {
                writer.Write(gray(i % width, i / width));
            }
        }

        return file.ToArray();
    }

    /// <summary>A GIF of gray frames, one after the other.</summary>
    public static byte[] Gif(int width, int height, params Func<int, int, byte>[] frames)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("GIF89a"u8);
        writer.Write((short)width);
        writer.Write((short)height);
        writer.Write([0xF7, 0, 0, .. Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)i, (byte)i, (byte)i })]);
        foreach (Func<int, int, byte> gray in frames)
        {
            writer.Write([0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0]);
            writer.Write((short)width);
            writer.Write((short)height);
            writer.Write([0, 8]);
            foreach (byte[] block in Codes([.. Enumerable.Range(0, width * height).Select(i => gray(i % width, i / width))]).Chunk(255))
            {
                writer.Write((byte)block.Length);
                writer.Write(block);
            }

            writer.Write((byte)0);
        }

        writer.Write((byte)0x3B);
        return file.ToArray();
    }

    /// <summary>A PNG with the chunk that says how many frames its animation has.</summary>
    public static byte[] AnimatedPng(byte[] png, int frames)
    {
        const int AfterHeader = 33;
        var chunk = new byte[20];
        BinaryPrimitives.WriteInt32BigEndian(chunk, 8);
        "acTL"u8.CopyTo(chunk.AsSpan(4));
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(8), frames);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(16), Crc(chunk.AsSpan(4, 12)));
        return [.. png[..AfterHeader], .. chunk, .. png[AfterHeader..]];
    }

    /// <summary>The checksum of PNG's chunks.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    /// <summary>LZW without words: codes of nine bits, and a clear code before the table would need more.</summary>
    private static byte[] Codes(byte[] pixels)
    {
        const int Clear = 256, End = 257, Bits = 9;
        int[] codes = [.. pixels.Chunk(200).SelectMany(run => run.Select(p => (int)p).Prepend(Clear)), End];
        var bytes = new byte[(codes.Length * Bits / 8) + 1];
        for (int i = 0, at = 0; i < codes.Length; i++)
        {
            for (int bit = 0; bit < Bits; bit++, at++)
            {
                bytes[at / 8] |= (byte)((codes[i] >> bit & 1) << (at % 8));
            }
        }

        return bytes;
    }
}
