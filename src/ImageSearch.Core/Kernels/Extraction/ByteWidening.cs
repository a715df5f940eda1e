using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels.Extraction;

/// <summary>Bytes as floats; exact, so that the width does not matter.</summary>
internal static class ByteWidening
{
    public static void ToFloats(ReadOnlySpan<byte> source, Span<float> result)
    {
        result = result[..source.Length];
        int i = 0;
        for (; i <= source.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.Create(source[i..]));
            Store(lower, result[i..]);
            Store(upper, result[(i + Vector128<ushort>.Count)..]);
        }

        for (; i < source.Length; i++)
        {
            result[i] = source[i];
        }
    }

    private static void Store(Vector128<ushort> values, Span<float> result)
    {
        (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(values);
        Vector128.ConvertToSingle(lower.AsInt32()).CopyTo(result);
        Vector128.ConvertToSingle(upper.AsInt32()).CopyTo(result[Vector128<float>.Count..]);
    }
}
