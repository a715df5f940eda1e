using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageSearch.Kernels;

/// <summary>
/// A symmetric kernel over a row of floats: result = w[0] centre + sum of w[i] (before + after), as a fixed chain of fused multiply-adds.
/// Four vectors side by side, so that four sums are under way; whole blocks of four, past the end of the row too.
/// </summary>
internal static class SymmetricConvolution<T>
    where T : struct, IFloatLanes<T>
{
    private static int Block => 4 * T.Count;

    /// <summary>Down: before and after are rows, given as offsets in <paramref name="data"/>; the first pair is the centre twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Down(ref float data, ReadOnlySpan<(int Above, int Below)> rows, ReadOnlySpan<float> weights, int width, ref float result)
    {
        ref float weight = ref MemoryMarshal.GetReference(weights);
        ref (int Above, int Below) row = ref MemoryMarshal.GetReference(rows);
        int taps = Math.Min(weights.Length, rows.Length);
        for (int x = 0; x < width; x += Block)
        {
            ref float column = ref Unsafe.Add(ref data, x);
            Start(ref Unsafe.Add(ref column, row.Above), weight, out T s0, out T s1, out T s2, out T s3);
            for (int i = 1; i < taps; i++)
            {
                (int above, int below) = Unsafe.Add(ref row, i);
                Add(ref Unsafe.Add(ref column, above), ref Unsafe.Add(ref column, below), Unsafe.Add(ref weight, i), ref s0, ref s1, ref s2, ref s3);
            }

            Finish(ref Unsafe.Add(ref result, x), s0, s1, s2, s3);
        }
    }

    /// <summary>Across: before and after are neighbours in the row, which must have as many more on each side as there are weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Across(ref float padded, ReadOnlySpan<float> weights, int width, ref float result)
    {
        ref float weight = ref MemoryMarshal.GetReference(weights);
        for (int x = 0; x < width; x += Block)
        {
            ref float centre = ref Unsafe.Add(ref padded, x);
            Start(ref centre, weight, out T s0, out T s1, out T s2, out T s3);
            for (int i = 1; i < weights.Length; i++)
            {
                Add(ref Unsafe.Subtract(ref centre, i), ref Unsafe.Add(ref centre, i), Unsafe.Add(ref weight, i), ref s0, ref s1, ref s2, ref s3);
            }

            Finish(ref Unsafe.Add(ref result, x), s0, s1, s2, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Start(ref float centre, float weight, out T s0, out T s1, out T s2, out T s3)
    {
        T w = T.Create(weight);
        s0 = At(ref centre, 0) * w;
        s1 = At(ref centre, 1) * w;
        s2 = At(ref centre, 2) * w;
        s3 = At(ref centre, 3) * w;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float a, ref float b, float weight, ref T s0, ref T s1, ref T s2, ref T s3)
    {
        T w = T.Create(weight);
        s0 = T.MultiplyAdd(At(ref a, 0) + At(ref b, 0), w, s0);
        s1 = T.MultiplyAdd(At(ref a, 1) + At(ref b, 1), w, s1);
        s2 = T.MultiplyAdd(At(ref a, 2) + At(ref b, 2), w, s2);
        s3 = T.MultiplyAdd(At(ref a, 3) + At(ref b, 3), w, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(ref float result, T s0, T s1, T s2, T s3)
    {
        T.Store(s0, ref result);
        T.Store(s1, ref Unsafe.Add(ref result, T.Count));
        T.Store(s2, ref Unsafe.Add(ref result, 2 * T.Count));
        T.Store(s3, ref Unsafe.Add(ref result, 3 * T.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T At(ref float start, int vector) => T.Load(ref Unsafe.Add(ref start, vector * T.Count));
}
