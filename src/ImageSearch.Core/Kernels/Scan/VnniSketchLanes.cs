using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Scan;

/// <summary>16 rows in two times 32 bytes, multiplied as bytes.</summary>
internal readonly unsafe struct VnniSketchLanes
    : ISketchLanes<(Vector256<byte> Low, Vector256<byte> High), (Vector256<int> Low, Vector256<int> High)>
{
    public static int Excess => 128;

    public static int QueryInts => 1;

    public static void Pack(sbyte* axes, int* query) => *query = Unsafe.ReadUnaligned<int>(axes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<byte> Low, Vector256<byte> High) Load(byte* axes) =>
        (Vector256.Load(axes), Vector256.Load(axes + Vector256<byte>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> Low, Vector256<int> High) LoadSums(int* sums) =>
        (Vector256.Load(sums), Vector256.Load(sums + Vector256<int>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> Low, Vector256<int> High) Add(
        (Vector256<int> Low, Vector256<int> High) sums, (Vector256<byte> Low, Vector256<byte> High) rows, int* query)
    {
        Vector256<sbyte> axes = Vector256.Create(*query).AsSByte();
        return (ByteProducts.Into(sums.Low, rows.Low, axes), ByteProducts.Into(sums.High, rows.High, axes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Above((Vector256<int> Low, Vector256<int> High) sums, int limit)
    {
        Vector256<int> all = Vector256.Create(limit);
        uint low = Vector256.GreaterThan(sums.Low, all).ExtractMostSignificantBits();
        uint high = Vector256.GreaterThan(sums.High, all).ExtractMostSignificantBits();
        return (ushort)(low | (high << Vector256<int>.Count));
    }
}
