using System.Buffers.Binary;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Faiss;

/// <summary>Writes the parts that Faiss files are made of.</summary>
internal sealed class FaissWriter(Stream file)
{
    private const int Dimensions = IndexFormat.DescriptorBytes;
    private const int HeaderBytes = 37;
    private const long Dummy = 1 << 20;
    private const int L2 = 1;
    private const int RowsAtOnce = 4096;

    private readonly byte[] _floats = new byte[RowsAtOnce * Dimensions * sizeof(float)];

    /// <summary>What each index in a file begins with.</summary>
    /// <param name="kind">Four letters.</param>
    /// <param name="rows">How many rows it has.</param>
    public void Header(ReadOnlySpan<byte> kind, long rows)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        kind.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Dimensions);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], rows);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], Dummy);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], Dummy);
        header[32] = 1;
        BinaryPrimitives.WriteInt32LittleEndian(header[33..], L2);
        file.Write(header);
    }

    /// <summary>Four letters.</summary>
    public void Kind(ReadOnlySpan<byte> kind) => file.Write(kind);

    public void Byte(byte value) => file.WriteByte(value);

    public void I64(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        file.Write(bytes);
    }

    /// <summary>What stands before the rows of an IxF2.</summary>
    public void FlatHeader(long rows)
    {
        Header("IxF2"u8, rows);
        I64(rows * Dimensions);
    }

    /// <summary>Rows of bytes, as floats.</summary>
    public void Rows(ReadOnlySpan<byte> rows)
    {
        for (; rows.Length > 0; rows = rows[Math.Min(rows.Length, RowsAtOnce * Dimensions)..])
        {
            ReadOnlySpan<byte> some = rows[..Math.Min(rows.Length, RowsAtOnce * Dimensions)];
            for (int i = 0; i < some.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(_floats.AsSpan(i * sizeof(float)), some[i]);
            }

            file.Write(_floats, 0, some.Length * sizeof(float));
        }
    }
}
