using System.Buffers.Binary;

namespace ImageSearch.Tests.Imaging;

/// <summary>Puts bitmap files together, right or wrong.</summary>
internal static class BmpBuilder
{
    public static byte[] Build(
        int width, int height, int bits, byte[] data, int compression = 0, byte[]? afterHeader = null, byte[]? masksInHeader = null)
    {
        int headerBytes = masksInHeader is null ? 40 : 40 + masksInHeader.Length;
        afterHeader ??= [];
        var file = new byte[14 + headerBytes + afterHeader.Length + data.Length];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), file.Length - data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), headerBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), (short)bits);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(30), compression);
        masksInHeader?.CopyTo(file, 14 + 40);
        afterHeader.CopyTo(file, 14 + headerBytes);
        data.CopyTo(file, file.Length - data.Length);
        return file;
    }

    public static byte[] Words(params uint[] words)
    {
        var bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), words[i]);
        }

        return bytes;
    }
}
