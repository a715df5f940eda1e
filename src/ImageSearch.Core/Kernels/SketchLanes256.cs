using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels;

/// <summary>8 rows in 32 bytes, multiplied as 16-bit lanes: even axes and odd ones apart.</summary>
internal readonly unsafe struct SketchLanes256 : ISketchLanes<(Vector256<short> Even, Vector256<short> Odd), Vector256<int>>
{
    public static int Rows => 8;

    public static int Offset => 0;

    public static int QueryInts => 2;

    /// <summary>Axes 0 and 2 as 16-bit halves of the first number, 1 and 3 of the second.</summary>
    public static void Pack(sbyte* axes, int* query)
    {
        query[0] = (axes[0] & 0xFFFF) | (axes[2] << 16);
        query[1] = (axes[1] & 0xFFFF) | (axes[3] << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<short> Even, Vector256<short> Odd) Load(byte* axes)
    {
        Vector256<short> bytes = Vector256.Load((short*)axes);
        return (ByteProducts.Even(bytes), ByteProducts.Odd(bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadSums(int* sums) => Vector256.Load(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, (Vector256<short> Even, Vector256<short> Odd) rows, int* query) =>
        MultiplyAdd.Into(
            MultiplyAdd.Into(sums, rows.Even, Vector256.Create(query[0]).AsInt16()), rows.Odd, Vector256.Create(query[1]).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreAbove(Vector256<int> sums, int limit, byte* mask) =>
        *mask = (byte)Vector256.GreaterThan(sums, Vector256.Create(limit)).ExtractMostSignificantBits();
}
