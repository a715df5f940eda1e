using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ImageSearch.Kernels;

/// <summary>
/// Products of bytes, four neighbours added into each 32-bit lane: <c>sum[i] += a[4i] b[4i] + ... + a[4i+3] b[4i+3]</c>. Nothing saturates.
/// With <see cref="MultiplyAdd"/> the only file that names instruction sets.
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

        Vector256<short> even = (a.AsInt16() & Vector256.Create((short)0xFF)), odd = a.AsUInt16().ShiftRightLogical();
        return MultiplyAdd.Into(MultiplyAdd.Into(sum, even, Even(b.AsInt16())), odd, Odd(b.AsInt16()));
    }

    /// <summary>Signed by signed bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Into(Vector128<int> sum, Vector128<sbyte> a, Vector128<sbyte> b)
    {
        if (Dp.IsSupported)
        {
            return Dp.DotProduct(sum, a, b);
        }

        return MultiplyAdd.Into(MultiplyAdd.Into(sum, Even(a.AsInt16()), Even(b.AsInt16())), Odd(a.AsInt16()), Odd(b.AsInt16()));
    }

    /// <summary>The lower byte of every 16-bit lane, with its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Even(Vector512<short> bytes) => Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(bytes, 8), 8);

    /// <summary>The upper byte of every 16-bit lane, with its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Odd(Vector512<short> bytes) => Vector512.ShiftRightArithmetic(bytes, 8);

    /// <inheritdoc cref="Even(Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Even(Vector256<short> bytes) => Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(bytes, 8), 8);

    /// <inheritdoc cref="Odd(Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Odd(Vector256<short> bytes) => Vector256.ShiftRightArithmetic(bytes, 8);

    /// <inheritdoc cref="Even(Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Even(Vector128<short> bytes) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(bytes, 8), 8);

    /// <inheritdoc cref="Odd(Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Odd(Vector128<short> bytes) => Vector128.ShiftRightArithmetic(bytes, 8);

    private static Vector256<short> ShiftRightLogical(this Vector256<ushort> bytes) => Vector256.ShiftRightLogical(bytes, 8).AsInt16();
}
