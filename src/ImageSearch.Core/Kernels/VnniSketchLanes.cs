using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels;

/// <summary>8 rows in 32 bytes, multiplied as bytes: the rows as unsigned ones, 128 above what they are.</summary>
internal readonly unsafe struct VnniSketchLanes : ISketchLanes<Vector256<byte>, Vector256<int>>
{
    public static int Rows => 8;

    public static int Offset => 128;

    public static int QueryInts => 1;

    public static void Pack(sbyte* axes, int* query) => *query = Unsafe.ReadUnaligned<int>(axes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(byte* axes) => Vector256.Load(axes) ^ Vector256.Create((byte)0x80);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadSums(int* sums) => Vector256.Load(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> rows, int* query) =>
        ByteProducts.Into(sums, rows, Vector256.Create(*query).AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreAbove(Vector256<int> sums, int limit, byte* mask) =>
        *mask = (byte)Vector256.GreaterThan(sums, Vector256.Create(limit)).ExtractMostSignificantBits();
}
