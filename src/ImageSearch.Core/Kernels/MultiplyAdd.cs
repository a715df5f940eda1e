using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ImageSearch.Kernels;

/// <summary>
/// Products of signed 16-bit lanes, neighbouring pairs added into 32-bit lanes: <c>sum[i] += a[2i] b[2i] + a[2i+1] b[2i+1]</c> up to the
/// order of lanes, which does not matter to a total. With values from 0 to 255 no lane can overflow. The only file that names instruction sets.
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

        if (AdvSimd.IsSupported)
        {
            sum = AdvSimd.MultiplyWideningLowerAndAdd(sum, a.GetLower(), b.GetLower());
            return AdvSimd.MultiplyWideningUpperAndAdd(sum, a, b);
        }

        (Vector128<int> aLower, Vector128<int> aUpper) = Vector128.Widen(a);
        (Vector128<int> bLower, Vector128<int> bUpper) = Vector128.Widen(b);
        return sum + (aLower * bLower) + (aUpper * bUpper);
    }
}
