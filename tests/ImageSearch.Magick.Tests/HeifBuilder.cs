using System.Buffers.Binary;
using System.Text;

namespace ImageSearch.Magick.Tests;

/// <summary>
/// Puts the HEVC image of a sample into another container (ISO/IEC 23008-12): turned, with EXIF, as tiles of a grid as phones make them, or
/// with sizes that are not its own.
/// </summary>
internal sealed class HeifBuilder
{
    private const int BoxHeaderBytes = 8;
    private const int Primary = 1;
    private const int Tile = 2;
    private const int Exif = 3;

    private readonly byte[] _configuration;
    private readonly byte[] _image;

    /// <param name="sample">A HEIC of one image.</param>
    public HeifBuilder(byte[] sample)
    {
        int configuration = Find(sample, "hvcC"), data = Find(sample, "mdat");
        _configuration = sample[configuration..(configuration + LengthAt(sample, configuration))];
        _image = sample[(data + BoxHeaderBytes)..(data + LengthAt(sample, data))];
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
        List<(int Id, string Kind, byte[] Data)> items = [(Primary, kind, primary)];
        var references = new List<byte>();
        var uses = new List<byte>();
        byte[] turn = Rotation is null ? [] : [0x80 | 4];
        uses.AddRange(Use(Primary, hasTiles ? [1, .. turn] : [1, 0x80 | 3, .. turn]));
        if (hasTiles)
        {
            items.Add((Tile, "hvc1", _image));
            references.AddRange(Box("dimg",
                [.. Short(Primary), .. Short(rows * columns), .. Enumerable.Repeat(Short(Tile), rows * columns).SelectMany(id => id)]));
            uses.AddRange(Use(Tile, [2, 0x80 | 3]));
        }

        if (ExifOrientation is byte orientation)
        {
            items.Add((Exif, "Exif",
                [0, 0, 0, 0, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]));
            references.AddRange(Box("cdsc", [.. Short(Exif), .. Short(1), .. Short(Primary)]));
        }

        byte[] properties = Box(
            "ipco", [.. Size(width, height), .. Size(Width, Height), .. _configuration, .. Rotation is int quarters
                ? Box("irot", [(byte)quarters]) : []]);
        byte[] association = Full("ipma", 0, [.. Number(hasTiles ? 2 : 1), .. uses]);
        byte[] names = [.. items.SelectMany(i => Full("infe", 2, [.. Short(i.Id), 0, 0, .. Encoding.ASCII.GetBytes(i.Kind), 0]))];
        byte[] type = Box("ftyp", [.. "heic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        byte[] Meta(int from) => Full("meta", 0,
        [
            .. Full("hdlr", 0, [0, 0, 0, 0, .. "pict"u8, .. new byte[13]]), .. Full("pitm", 0, Short(Primary)), .. Locations(items, from),
            .. Full("iinf", 0, [.. Short(items.Count), .. names]), .. references.Count > 0 ? Full("iref", 0, [.. references]) : [],
            .. Box("iprp", [.. properties, .. association]),
        ]);
        int start = type.Length + Meta(0).Length + BoxHeaderBytes;
        return [.. type, .. Meta(start), .. Box("mdat", [.. items.SelectMany(i => i.Data)])];
    }

    /// <summary>Which properties an item has, counted from 1; the highest bit says that a reader must know them.</summary>
    private static byte[] Use(int item, byte[] properties) => [.. Short(item), (byte)properties.Length, .. properties];

    private static byte[] Locations(List<(int Id, string Kind, byte[] Data)> items, int from)
    {
        var entries = new List<byte>();
        foreach ((int id, _, byte[] data) in items)
        {
            entries.AddRange([.. Short(id), 0, 0, .. Short(1), .. Number(from), .. Number(data.Length)]);
            from += data.Length;
        }

        return Full("iloc", 0, [0x44, 0, .. Short(items.Count), .. entries]);
    }

    private static byte[] Size(int width, int height) => Full("ispe", 0, [.. Number(width), .. Number(height)]);

    private static byte[] Full(string type, byte version, byte[] content) => Box(type, [version, 0, 0, 0, .. content]);

    private static byte[] Box(string type, byte[] content) =>
        [.. Number(content.Length + BoxHeaderBytes), .. Encoding.ASCII.GetBytes(type), .. content];

    private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static int LengthAt(byte[] file, int at) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));

    private static int Find(byte[] file, string type) => file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(type)) - 4;
}
