using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageSearch.Storage.Format;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), with the usual inversion before and after.</summary>
internal static unsafe class Checksum
{
    public const uint Start = uint.MaxValue;

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Add(Start, bytes));

    /// <summary>Of any number of bytes.</summary>
    public static uint Of(byte* start, long bytes)
    {
        const int AtOnce = 1 << 30;
        uint state = Start;
        for (long at = 0; at < bytes; at += AtOnce)
        {
            state = Add(state, new ReadOnlySpan<byte>(start + at, (int)Math.Min(AtOnce, bytes - at)));
        }

        return Finish(state);
    }

    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            state = BitOperations.Crc32C(state, BitConverter.IsLittleEndian ? word
                : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (byte value in bytes[(words.Length * sizeof(ulong))..])
        {
            state = BitOperations.Crc32C(state, value);
        }

        return state;
    }

    public static uint Finish(uint state) => ~state;
}
