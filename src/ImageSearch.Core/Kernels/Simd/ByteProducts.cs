using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ImageSearch.Kernels.Simd;

/// <summary>
/// Products of bytes, four neighbours added into each 32-bit lane: <c>sum[i] += a[4i] b[4i] + ... + a[4i+3] b[4i+3]</c>. Nothing saturates.
/// With <see cref="MultiplyAdd"/> and <see cref="Prefetch"/> the only file that names instruction sets.
/// </summary>
internal static class ByteProducts
{
    public static bool IsVnni => AvxVnni.IsSupported;

    public static bool IsArmDot => Dp.IsSupported;

    /// <summary>Unsigned by signed bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Into(Vector256<int> sum, Vector256<byte> a, Vector256<sbyte> b)
    {
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sum, a, b);
        }

        Vector256<short> signed = b.AsInt16();
        Vector256<short> evenB = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(signed, 8), 8),
            oddB = Vector256.ShiftRightArithmetic(signed, 8);
        return MultiplyAdd.Into(MultiplyAdd.Into(sum, Even(a.AsInt16()), evenB), Odd(a.AsInt16()), oddB);
    }

    /// <summary>Signed by signed bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Into(Vector128<int> sum, Vector128<sbyte> a, Vector128<sbyte> b)
    {
        if (Dp.IsSupported)
        {
            return Dp.DotProduct(sum, a, b);
        }

        Vector128<short> evenA = Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(a.AsInt16(), 8), 8),
            oddA = Vector128.ShiftRightArithmetic(a.AsInt16(), 8);
        Vector128<short> evenB = Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(b.AsInt16(), 8), 8),
            oddB = Vector128.ShiftRightArithmetic(b.AsInt16(), 8);
        return MultiplyAdd.Into(MultiplyAdd.Into(sum, evenA, evenB), oddA, oddB);
    }

    /// <summary>The lower byte of every 16-bit lane, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Even(Vector512<short> bytes) => bytes & Vector512.Create((short)0xFF);

    /// <summary>The upper byte of every 16-bit lane, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Odd(Vector512<short> bytes) => Vector512.ShiftRightLogical(bytes, 8);

    /// <inheritdoc cref="Even(Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Even(Vector256<short> bytes) => bytes & Vector256.Create((short)0xFF);

    /// <inheritdoc cref="Odd(Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Odd(Vector256<short> bytes) => Vector256.ShiftRightLogical(bytes, 8);

    /// <inheritdoc cref="Even(Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Even(Vector128<short> bytes) => bytes & Vector128.Create((short)0xFF);

    /// <inheritdoc cref="Odd(Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Odd(Vector128<short> bytes) => Vector128.ShiftRightLogical(bytes, 8);
}
