using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels;

/// <summary>8 rows in two times 16 bytes, multiplied as signed bytes.</summary>
internal readonly unsafe struct ArmSketchLanes
    : ISketchLanes<(Vector128<sbyte> Low, Vector128<sbyte> High), (Vector128<int> Low, Vector128<int> High)>
{
    public static int Rows => 8;

    public static int Offset => 0;

    public static int QueryInts => 1;

    public static void Pack(sbyte* axes, int* query) => *query = Unsafe.ReadUnaligned<int>(axes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<sbyte> Low, Vector128<sbyte> High) Load(byte* axes) =>
        (Vector128.Load((sbyte*)axes), Vector128.Load((sbyte*)axes + Vector128<sbyte>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<int> Low, Vector128<int> High) LoadSums(int* sums) =>
        (Vector128.Load(sums), Vector128.Load(sums + Vector128<int>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<int> Low, Vector128<int> High) Add(
        (Vector128<int> Low, Vector128<int> High) sums, (Vector128<sbyte> Low, Vector128<sbyte> High) rows, int* query)
    {
        Vector128<sbyte> axes = Vector128.Create(*query).AsSByte();
        return (ByteProducts.Into(sums.Low, rows.Low, axes), ByteProducts.Into(sums.High, rows.High, axes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreAbove((Vector128<int> Low, Vector128<int> High) sums, int limit, byte* mask)
    {
        Vector128<int> all = Vector128.Create(limit);
        uint low = Vector128.GreaterThan(sums.Low, all).ExtractMostSignificantBits();
        uint high = Vector128.GreaterThan(sums.High, all).ExtractMostSignificantBits();
        *mask = (byte)(low | (high << Vector128<int>.Count));
    }
}
