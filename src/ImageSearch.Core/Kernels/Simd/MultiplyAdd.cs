using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ImageSearch.Kernels.Simd;

/// <summary>
/// Products of signed 16-bit lanes, neighbouring pairs added into 32-bit lanes: <c>sum[i] += a[2i] b[2i] + a[2i+1] b[2i+1]</c>.
/// With <see cref="ByteProducts"/> and <see cref="Prefetch"/> the only file that names instruction sets.
/// </summary>
internal static class MultiplyAdd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Into(Vector512<int> sum, Vector512<short> a, Vector512<short> b)
    {
        if (Avx512BW.IsSupported)
        {
            return sum + Avx512BW.MultiplyAddAdjacent(a, b);
        }

        return Vector512.Create(Into(sum.GetLower(), a.GetLower(), b.GetLower()), Into(sum.GetUpper(), a.GetUpper(), b.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Into(Vector256<int> sum, Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported)
        {
            return sum + Avx2.MultiplyAddAdjacent(a, b);
        }

        return Vector256.Create(Into(sum.GetLower(), a.GetLower(), b.GetLower()), Into(sum.GetUpper(), a.GetUpper(), b.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Into(Vector128<int> sum, Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported)
        {
            return sum + Sse2.MultiplyAddAdjacent(a, b);
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<int> lower = AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower());
            return sum + AdvSimd.Arm64.AddPairwise(lower, AdvSimd.MultiplyWideningUpper(a, b));
        }

        // The two halves of each 32-bit lane, with their signs.
        Vector128<int> even = Vector128.ShiftRightArithmetic(a.AsInt32() << 16, 16) * Vector128.ShiftRightArithmetic(b.AsInt32() << 16, 16);
        return sum + even + (Vector128.ShiftRightArithmetic(a.AsInt32(), 16) * Vector128.ShiftRightArithmetic(b.AsInt32(), 16));
    }

    /// <summary>Bytes as 16-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Widen(Vector256<byte> bytes) => Avx512BW.IsSupported
        ? Avx512BW.ConvertToVector512Int16(bytes)
        : Vector512.Create(Widen(bytes.GetLower()), Widen(bytes.GetUpper()));

    /// <inheritdoc cref="Widen(Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Widen(Vector128<byte> bytes) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int16(bytes)
        : Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)).AsInt16();

    /// <inheritdoc cref="Widen(Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Widen(Vector64<byte> bytes) => Vector128.WidenLower(bytes.ToVector128Unsafe()).AsInt16();
}
