using System.Buffers.Binary;

namespace ImageSearch.Storage.Faiss;

/// <summary>Reads the parts that Faiss files are made of, and says in words what does not fit.</summary>
internal sealed class FaissReader(FileStream file, string path)
{
    /// <summary>Bytes in a row: 128 floats.</summary>
    public const int RowBytes = SiftRow * sizeof(float);

    private const int SiftRow = Format.IndexFormat.DescriptorBytes;
    private const int HeaderBytes = 37;
    private const int L2 = 1;

    public long Position { get => file.Position; set => file.Position = value; }

    /// <summary>Bytes from here to the end.</summary>
    public long Left => file.Length - file.Position;

    public IndexException Refuse(string reason) => IndexException.ImportUnsupported(path, reason);

    /// <summary>What each index in a file begins with: its kind, dimensions, number of rows, two numbers of no meaning, a byte, the
    /// metric.</summary>
    public (string Kind, long Rows) ReadHeader()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        file.ReadExactly(header);
        string kind = KindOf(header[..sizeof(int)]);
        int dimensions = BinaryPrimitives.ReadInt32LittleEndian(header[4..]), metric = BinaryPrimitives.ReadInt32LittleEndian(header[33..]);
        bool fits = !kind.StartsWith('I') || (dimensions == SiftRow && metric == L2);
        return fits ? (kind, BinaryPrimitives.ReadInt64LittleEndian(header[8..]))
            : throw Refuse($"it has {dimensions} dimensions and the metric {metric}, not {SiftRow} and L2 (1)");
    }

    /// <summary>The four letters of a part that has no header.</summary>
    public string ReadKind()
    {
        Span<byte> kind = stackalloc byte[sizeof(int)];
        file.ReadExactly(kind);
        return KindOf(kind);
    }

    public long ReadI64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        file.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>How many things of so many bytes follow; never more than the file has room for.</summary>
    public long ReadCount(int bytesEach)
    {
        long count = ReadI64();
        return IsRoomFor(count, bytesEach) ? count : throw Refuse("it is shorter than it says");
    }

    /// <summary>Passes over as many things of so many bytes as it says.</summary>
    public void Skip(int bytesEach)
    {
        long bytes = ReadCount(bytesEach) * bytesEach;
        Position += bytes;
    }

    /// <summary>By division: a product of what a file says may overflow.</summary>
    public bool IsRoomFor(long count, int bytesEach) => count >= 0 && count <= Left / bytesEach;

    public byte ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        file.ReadExactly(one);
        return one[0];
    }

    /// <summary>The rows of an IxF2 of so many rows, which are passed over.</summary>
    public long SkipRows(long rows)
    {
        long floats = ReadI64();
        if (floats % SiftRow != 0 || floats / SiftRow != rows || !IsRoomFor(rows, RowBytes))
        {
            throw Refuse("it is shorter than it says");
        }

        long at = Position;
        Position = at + (rows * RowBytes);
        return at;
    }

    /// <summary>Reads a row of whole numbers from 0 to 255.</summary>
    public void ReadRow(long at, long row, Span<byte> descriptor)
    {
        Span<byte> floats = stackalloc byte[RowBytes];
        file.Position = file.Position == at ? file.Position : at;
        file.ReadExactly(floats);
        for (int i = 0; i < SiftRow; i++)
        {
            float value = BinaryPrimitives.ReadSingleLittleEndian(floats[(i * sizeof(float))..]);
            descriptor[i] = value is >= 0 and <= byte.MaxValue && value == MathF.Floor(value)
                ? (byte)value
                : throw Refuse($"row {row} is not a descriptor: one of its numbers is not a whole number from 0 to 255");
        }
    }

    private static string KindOf(ReadOnlySpan<byte> bytes) =>
        string.Concat(bytes.ToArray().Select(b => b is > 32 and < 127 ? (char)b : '?'));
}
