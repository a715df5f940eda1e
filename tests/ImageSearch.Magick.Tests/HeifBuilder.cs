using System.Buffers.Binary;
using System.Text;

namespace ImageSearch.Magick.Tests;

/// <summary>
/// Puts the HEVC image of a sample into another container (ISO/IEC 23008-12): turned, with EXIF, as tiles of a grid as phones make them, or with sizes
/// that are not its own.
/// </summary>
internal sealed class HeifBuilder
{
    private readonly byte[] _configuration;
    private readonly byte[] _image;

    /// <param name="sample">A HEIC of one image.</param>
    public HeifBuilder(byte[] sample)
    {
        int configuration = Find(sample, "hvcC"), data = Find(sample, "mdat");
        _configuration = sample[configuration..(configuration + LengthAt(sample, configuration))];
        _image = sample[(data + 8)..(data + LengthAt(sample, data))];
        int size = Find(sample, "ispe") + 12;
        (Width, Height) = (LengthAt(sample, size), LengthAt(sample, size + 4));
    }

    /// <summary>The image's own width in pixels; what the container claims.</summary>
    public int Width { get; init; }

    /// <summary>The image's own height in pixels; what the container claims.</summary>
    public int Height { get; init; }

    /// <summary>Quarters by which the container turns it, anticlockwise.</summary>
    public int? Rotation { get; init; }

    /// <summary>What EXIF says of it, which is not to be followed.</summary>
    public byte? ExifOrientation { get; init; }

    /// <summary>One image, as it is.</summary>
    public byte[] Single() => Build("hvc1", _image, 0, 0, Width, Height);

    /// <summary>The image as every tile of a grid.</summary>
    public byte[] Grid(int rows, int columns, int width, int height) =>
        Build("grid", [0, 1, (byte)(rows - 1), (byte)(columns - 1), .. Number(width), .. Number(height)], rows, columns, width, height);

    private byte[] Build(string kind, byte[] primary, int rows, int columns, int width, int height)
    {
        bool hasTiles = rows > 0;
        byte[]? exif = ExifOrientation is byte o ? [0, 0, 0, 0, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, o, 0, 0, 0, 0, 0, 0] : null;
        (int Id, string Kind, byte[] Data)[] items =
            [(1, kind, primary), .. hasTiles ? [(2, "hvc1", _image)] : Array.Empty<(int, string, byte[])>(), .. exif is null ? [] : new[] { (3, "Exif", exif) }];
        byte[] names = [.. items.SelectMany(i => Full("infe", 2, [.. Short(i.Id), 0, 0, .. Encoding.ASCII.GetBytes(i.Kind), 0]))];
        byte[] tiles = hasTiles ? Box("dimg", [.. Short(1), .. Short(rows * columns), .. Enumerable.Repeat(Short(2), rows * columns).SelectMany(b => b)]) : [];
        byte[] describes = exif is null ? [] : Box("cdsc", [.. Short(3), .. Short(1), .. Short(1)]);
        byte[] properties = Box("ipco", [.. Size(width, height), .. Size(Width, Height), .. _configuration, .. Rotation is int r ? Box("irot", [(byte)r]) : []]);
        byte[] turn = Rotation is null ? [] : [0x84];
        byte[] ofPrimary = hasTiles ? [1, .. turn] : [1, 0x83, .. turn];
        byte[] uses = Full("ipma", 0, [.. Number(hasTiles ? 2 : 1), .. Short(1), (byte)ofPrimary.Length, .. ofPrimary, .. hasTiles ? [.. Short(2), 2, 2, 0x83] : Array.Empty<byte>()]);
        byte[] type = Box("ftyp", [.. "heic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        byte[] Meta(int from) => Full("meta", 0,
        [
            .. Full("hdlr", 0, [0, 0, 0, 0, .. "pict"u8, .. new byte[13]]), .. Full("pitm", 0, Short(1)), .. Locations(items, from),
            .. Full("iinf", 0, [.. Short(items.Length), .. names]), .. tiles.Length + describes.Length > 0 ? Full("iref", 0, [.. tiles, .. describes]) : [], .. Box("iprp", [.. properties, .. uses]),
        ]);
        int start = type.Length + Meta(0).Length + 8;
        return [.. type, .. Meta(start), .. Box("mdat", [.. items.SelectMany(i => i.Data)])];
    }

    private static byte[] Locations((int Id, string Kind, byte[] Data)[] items, int from)
    {
        var entries = new List<byte>();
        foreach ((int id, _, byte[] data) in items)
        {
            entries.AddRange([.. Short(id), 0, 0, .. Short(1), .. Number(from), .. Number(data.Length)]);
            from += data.Length;
        }

        return Full("iloc", 0, [0x44, 0, .. Short(items.Length), .. entries]);
    }

    private static byte[] Size(int width, int height) => Full("ispe", 0, [.. Number(width), .. Number(height)]);

    private static byte[] Full(string type, byte version, byte[] content) => Box(type, [version, 0, 0, 0, .. content]);

    private static byte[] Box(string type, byte[] content) => [.. Number(content.Length + 8), .. Encoding.ASCII.GetBytes(type), .. content];

    private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static int LengthAt(byte[] file, int at) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));

    private static int Find(byte[] file, string type) => file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(type)) - 4;
}
