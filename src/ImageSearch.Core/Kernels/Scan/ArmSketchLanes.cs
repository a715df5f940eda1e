using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Scan;

/// <summary>16 rows in four times 16 bytes, multiplied as signed bytes.</summary>
internal readonly unsafe struct ArmSketchLanes : ISketchLanes<SketchRows128<sbyte>, SketchSums128>
{
    public static int Excess => 0;

    public static int QueryInts => 1;

    public static void Pack(sbyte* axes, int* query) => *query = Unsafe.ReadUnaligned<int>(axes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SketchRows128<sbyte> Load(byte* axes) => new(Signed(axes), Signed(axes + 16), Signed(axes + 32), Signed(axes + 48));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SketchSums128 LoadSums(int* sums) => SketchSums128.Load(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SketchSums128 Add(SketchSums128 sums, SketchRows128<sbyte> rows, int* query)
    {
        Vector128<sbyte> axes = Vector128.Create(*query).AsSByte();
        return new SketchSums128(ByteProducts.Into(sums.A, rows.A, axes), ByteProducts.Into(sums.B, rows.B, axes),
            ByteProducts.Into(sums.C, rows.C, axes), ByteProducts.Into(sums.D, rows.D, axes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Above(SketchSums128 sums, int limit) => sums.Above(limit);

    /// <summary>128 less, by the highest bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Signed(byte* axes) => (Vector128.Load(axes) ^ Vector128.Create((byte)0x80)).AsSByte();
}
