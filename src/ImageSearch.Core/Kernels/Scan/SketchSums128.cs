using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels.Scan;

/// <summary>A sum for each of 16 rows, in four times 16 bytes.</summary>
internal readonly unsafe record struct SketchSums128(Vector128<int> A, Vector128<int> B, Vector128<int> C, Vector128<int> D)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SketchSums128 Load(int* sums) =>
        new(Vector128.Load(sums), Vector128.Load(sums + 4), Vector128.Load(sums + 8), Vector128.Load(sums + 12));

    /// <summary>A bit for each row whose sum is above the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort Above(int limit)
    {
        Vector128<int> all = Vector128.Create(limit);
        uint low = Bits(A, all) | (Bits(B, all) << 4), high = Bits(C, all) | (Bits(D, all) << 4);
        return (ushort)(low | (high << 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bits(Vector128<int> sums, Vector128<int> limit) => Vector128.GreaterThan(sums, limit).ExtractMostSignificantBits();
}
