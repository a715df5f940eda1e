using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ImageSearch.Kernels.Simd;
using Pair = (System.Runtime.Intrinsics.Vector256<short> Even, System.Runtime.Intrinsics.Vector256<short> Odd);

namespace ImageSearch.Kernels.Scan;

/// <summary>16 rows in two times 32 bytes, multiplied as 16-bit lanes: even axes and odd ones apart.</summary>
internal readonly unsafe struct SketchLanes256 : ISketchLanes<(Pair Low, Pair High), (Vector256<int> Low, Vector256<int> High)>
{
    public static int Excess => 128;

    public static int QueryInts => 2;

    /// <summary>Axes 0 and 2 as 16-bit halves of the first number, 1 and 3 of the second.</summary>
    public static void Pack(sbyte* axes, int* query)
    {
        query[0] = (axes[0] & 0xFFFF) | (axes[2] << 16);
        query[1] = (axes[1] & 0xFFFF) | (axes[3] << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Pair Low, Pair High) Load(byte* axes)
    {
        Vector256<short> low = Vector256.Load((short*)axes), high = Vector256.Load((short*)axes + Vector256<short>.Count);
        return ((ByteProducts.Even(low), ByteProducts.Odd(low)), (ByteProducts.Even(high), ByteProducts.Odd(high)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> Low, Vector256<int> High) LoadSums(int* sums) => VnniSketchLanes.LoadSums(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> Low, Vector256<int> High) Add(
        (Vector256<int> Low, Vector256<int> High) sums, (Pair Low, Pair High) rows, int* query)
    {
        Vector256<short> even = Vector256.Create(query[0]).AsInt16(), odd = Vector256.Create(query[1]).AsInt16();
        return (MultiplyAdd.Into(MultiplyAdd.Into(sums.Low, rows.Low.Even, even), rows.Low.Odd, odd),
            MultiplyAdd.Into(MultiplyAdd.Into(sums.High, rows.High.Even, even), rows.High.Odd, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Above((Vector256<int> Low, Vector256<int> High) sums, int limit) => VnniSketchLanes.Above(sums, limit);
}
