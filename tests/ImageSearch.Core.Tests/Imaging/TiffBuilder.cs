using System.Buffers.Binary;

namespace ImageSearch.Tests.Imaging;

/// <summary>Makes TIFF files of one tile or strip, little-endian, of 8 bits a sample (TIFF 6.0).</summary>
internal sealed class TiffBuilder(int width, int height, byte[] data)
{
    private const ushort Short = 3;
    private const ushort Long = 4;
    private const int HeaderBytes = 8;
    private const int EntryBytes = 12;

    /// <summary>1 is none.</summary>
    public int Compression { get; init; } = 1;

    /// <summary>In a tile of the image's size, a multiple of 16; in a strip otherwise.</summary>
    public bool IsTiled { get; init; }

    /// <summary>Luma and chromas in place of gray.</summary>
    public bool IsYcc { get; init; }

    public byte[] Build()
    {
        int samples = IsYcc ? 3 : 1;
        var tags = new List<(ushort Tag, ushort Type, uint[] Values)>
        {
            (256, Long, [(uint)width]),
            (257, Long, [(uint)height]),
            (258, Short, [.. Enumerable.Repeat(8u, samples)]),
            (259, Short, [(uint)Compression]),
            (262, Short, [IsYcc ? 6u : 1]),
            (277, Short, [(uint)samples]),
            (284, Short, [1]),
            // A private tag: programs leave many, of which libtiff warns.
            (65000, Short, [1]),
        };
        tags.AddRange(IsTiled
            ? [(322, Long, [(uint)width]), (323, Long, [(uint)height]), (324, Long, [HeaderBytes]), (325, Long, [(uint)data.Length])]
            : [(273, Long, [HeaderBytes]), (278, Long, [(uint)height]), (279, Long, [(uint)data.Length])]);
        if (IsYcc)
        {
            tags.Add((530, Short, [1, 1]));
        }

        return Write([.. tags.OrderBy(t => t.Tag)]);
    }

    private byte[] Write((ushort Tag, ushort Type, uint[] Values)[] tags)
    {
        int directory = (HeaderBytes + data.Length + 1) / 2 * 2, values = directory + 2 + (EntryBytes * tags.Length) + 4;
        var file = new List<byte>([(byte)'I', (byte)'I', 42, 0, .. Four((uint)directory), .. data]);
        file.AddRange(new byte[directory - file.Count]);
        file.AddRange(Two((ushort)tags.Length));
        var beyond = new List<byte>();
        foreach ((ushort tag, ushort type, uint[] numbers) in tags)
        {
            byte[] bytes = [.. numbers.SelectMany(n => type == Short ? Two((ushort)n) : Four(n))];
            file.AddRange([.. Two(tag), .. Two(type), .. Four((uint)numbers.Length)]);
            file.AddRange(bytes.Length <= 4 ? [.. bytes, .. new byte[4 - bytes.Length]] : Four((uint)(values + beyond.Count)));
            beyond.AddRange(bytes.Length <= 4 ? [] : bytes);
        }

        file.AddRange(new byte[4]);
        file.AddRange(beyond);
        return [.. file];
    }

    private static byte[] Two(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Four(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
