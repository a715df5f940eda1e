using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Scan;

/// <summary>16 rows in four times 16 bytes, multiplied as 16-bit lanes: even axes and odd ones apart.</summary>
internal readonly unsafe struct SketchLanes128 : ISketchLanes<SketchRows128<short>, SketchSums128>
{
    public static int Excess => 128;

    public static int QueryInts => 2;

    public static void Pack(sbyte* axes, int* query) => SketchLanes256.Pack(axes, query);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SketchRows128<short> Load(byte* axes) => new(Vector128.Load((short*)axes), Vector128.Load((short*)axes + 8),
        Vector128.Load((short*)axes + 16), Vector128.Load((short*)axes + 24));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SketchSums128 LoadSums(int* sums) => SketchSums128.Load(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SketchSums128 Add(SketchSums128 sums, SketchRows128<short> rows, int* query)
    {
        Vector128<short> even = Vector128.Create(query[0]).AsInt16(), odd = Vector128.Create(query[1]).AsInt16();
        return new SketchSums128(
            Products(sums.A, rows.A, even, odd), Products(sums.B, rows.B, even, odd), Products(sums.C, rows.C, even, odd),
            Products(sums.D, rows.D, even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Above(SketchSums128 sums, int limit) => sums.Above(limit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Products(Vector128<int> sums, Vector128<short> rows, Vector128<short> even, Vector128<short> odd) =>
        MultiplyAdd.Into(MultiplyAdd.Into(sums, ByteProducts.Even(rows), even), ByteProducts.Odd(rows), odd);
}
