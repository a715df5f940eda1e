using System.Runtime.CompilerServices;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Extraction;

/// <summary>result = a - b, in whole vectors, past the end too.</summary>
internal static class DifferenceOfGaussians<T>
    where T : struct, IFloatLanes<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(ref float a, ref float b, ref float result, int length)
    {
        for (int x = 0; x < length; x += T.Count)
        {
            T.Store(T.Load(ref Unsafe.Add(ref a, x)) - T.Load(ref Unsafe.Add(ref b, x)), ref Unsafe.Add(ref result, x));
        }
    }
}
