using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Scan;

/// <summary>16 rows in 64 bytes, multiplied as 16-bit lanes: even axes and odd ones apart.</summary>
internal readonly unsafe struct SketchLanes512 : ISketchLanes<(Vector512<short> Even, Vector512<short> Odd), Vector512<int>>
{
    public static int Excess => 128;

    public static int QueryInts => 2;

    public static void Pack(sbyte* axes, int* query) => SketchLanes256.Pack(axes, query);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<short> Even, Vector512<short> Odd) Load(byte* axes)
    {
        Vector512<short> bytes = Vector512.Load((short*)axes);
        return (ByteProducts.Even(bytes), ByteProducts.Odd(bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadSums(int* sums) => Vector512.Load(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, (Vector512<short> Even, Vector512<short> Odd) rows, int* query) =>
        MultiplyAdd.Into(
            MultiplyAdd.Into(sums, rows.Even, Vector512.Create(query[0]).AsInt16()), rows.Odd, Vector512.Create(query[1]).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Above(Vector512<int> sums, int limit) =>
        (ushort)Vector512.GreaterThan(sums, Vector512.Create(limit)).ExtractMostSignificantBits();
}
