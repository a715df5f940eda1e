using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pair = (System.Runtime.Intrinsics.Vector128<short> Even, System.Runtime.Intrinsics.Vector128<short> Odd);

namespace ImageSearch.Kernels;

/// <summary>8 rows in two times 16 bytes, multiplied as 16-bit lanes: even axes and odd ones apart.</summary>
internal readonly unsafe struct SketchLanes128 : ISketchLanes<(Pair Low, Pair High), (Vector128<int> Low, Vector128<int> High)>
{
    public static int Rows => 8;

    public static int Offset => 0;

    public static int QueryInts => 2;

    public static void Pack(sbyte* axes, int* query) => SketchLanes256.Pack(axes, query);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Pair Low, Pair High) Load(byte* axes)
    {
        Vector128<short> low = Vector128.Load((short*)axes), high = Vector128.Load((short*)axes + Vector128<short>.Count);
        return ((ByteProducts.Even(low), ByteProducts.Odd(low)), (ByteProducts.Even(high), ByteProducts.Odd(high)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<int> Low, Vector128<int> High) LoadSums(int* sums) => ArmSketchLanes.LoadSums(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<int> Low, Vector128<int> High) Add(
        (Vector128<int> Low, Vector128<int> High) sums, (Pair Low, Pair High) rows, int* query)
    {
        Vector128<short> even = Vector128.Create(query[0]).AsInt16(), odd = Vector128.Create(query[1]).AsInt16();
        return (MultiplyAdd.Into(MultiplyAdd.Into(sums.Low, rows.Low.Even, even), rows.Low.Odd, odd),
            MultiplyAdd.Into(MultiplyAdd.Into(sums.High, rows.High.Even, even), rows.High.Odd, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreAbove((Vector128<int> Low, Vector128<int> High) sums, int limit, byte* mask) =>
        ArmSketchLanes.StoreAbove(sums, limit, mask);
}
