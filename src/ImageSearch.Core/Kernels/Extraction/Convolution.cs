using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Extraction;

/// <summary>
/// Sums of weighted floats down and across, each a fixed chain of fused multiply-adds. Several sums are under way at once; whole blocks of
/// vectors are made, past the end of a row too.
/// </summary>
internal static class Convolution<T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>Rows that <see cref="Down"/> makes at once: each row of the source is loaded once for all of them.</summary>
    public const int DownRows = 4;

    /// <summary>
    /// Four rows, each the weighted sum of the same source rows. <paramref name="rows"/> are the source rows' offsets in
    /// <paramref name="data"/>, <paramref name="weights"/> has four weights for each of them, one for each result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Down(ref float data, ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, int width, ref float result,
        int resultStride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, rows.Length * DownRows);
        ref float weight = ref MemoryMarshal.GetReference(weights);
        ref int row = ref MemoryMarshal.GetReference(rows);
        for (int x = 0; x < width; x += 2 * T.Count)
        {
            ref float column = ref Unsafe.Add(ref data, x);
            T a0 = T.Create(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
            for (int i = 0; i < rows.Length; i++)
            {
                ref float source = ref Unsafe.Add(ref column, Unsafe.Add(ref row, i));
                ref float w = ref Unsafe.Add(ref weight, i * DownRows);
                T v0 = T.Load(ref source), v1 = T.Load(ref Unsafe.Add(ref source, T.Count));
                Add(v0, v1, w, ref a0, ref a1);
                Add(v0, v1, Unsafe.Add(ref w, 1), ref b0, ref b1);
                Add(v0, v1, Unsafe.Add(ref w, 2), ref c0, ref c1);
                Add(v0, v1, Unsafe.Add(ref w, 3), ref d0, ref d1);
            }

            ref float target = ref Unsafe.Add(ref result, x);
            Store(a0, a1, ref target);
            Store(b0, b1, ref Unsafe.Add(ref target, resultStride));
            Store(c0, c1, ref Unsafe.Add(ref target, 2 * resultStride));
            Store(d0, d1, ref Unsafe.Add(ref target, 3 * resultStride));
        }
    }

    /// <summary>
    /// A symmetric kernel across a row, over every <paramref name="step"/>th pixel: w[0] p[0] + sum of w[i] (p[-i step] + p[i step]). The
    /// row must have so many more floats on each side.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Across(ref float padded, ReadOnlySpan<float> weights, int step, int width, ref float result)
    {
        ref float weight = ref MemoryMarshal.GetReference(weights);
        for (int x = 0; x < width; x += 4 * T.Count)
        {
            ref float centre = ref Unsafe.Add(ref padded, x);
            T w = T.Create(weight);
            T s0 = At(ref centre, 0) * w, s1 = At(ref centre, 1) * w, s2 = At(ref centre, 2) * w, s3 = At(ref centre, 3) * w;
            for (int i = 1; i < weights.Length; i++)
            {
                ref float before = ref Unsafe.Subtract(ref centre, i * step);
                ref float after = ref Unsafe.Add(ref centre, i * step);
                w = T.Create(Unsafe.Add(ref weight, i));
                s0 = T.MultiplyAdd(At(ref before, 0) + At(ref after, 0), w, s0);
                s1 = T.MultiplyAdd(At(ref before, 1) + At(ref after, 1), w, s1);
                s2 = T.MultiplyAdd(At(ref before, 2) + At(ref after, 2), w, s2);
                s3 = T.MultiplyAdd(At(ref before, 3) + At(ref after, 3), w, s3);
            }

            ref float target = ref Unsafe.Add(ref result, x);
            Store(s0, s1, ref target);
            Store(s2, s3, ref Unsafe.Add(ref target, 2 * T.Count));
        }
    }

    /// <summary>
    /// A row of twice the width: for each pixel two sums over it and its neighbours, <c>w[0] p[-r] + ... + w[2r] p[r]</c> and the same with
    /// the weights in reverse. The row must have r more floats on each side.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AcrossDoubling(ref float padded, ReadOnlySpan<float> weights, int width, ref float result)
    {
        ref float weight = ref MemoryMarshal.GetReference(weights);
        int last = weights.Length - 1;
        for (int x = 0; x < width; x += 2 * T.Count)
        {
            ref float first = ref Unsafe.Add(ref padded, x - (last / 2));
            T even0 = T.Create(0), even1 = even0, odd0 = even0, odd1 = even0;
            for (int i = 0; i <= last; i++)
            {
                T v0 = T.Load(ref Unsafe.Add(ref first, i)), v1 = T.Load(ref Unsafe.Add(ref first, i + T.Count));
                Add(v0, v1, Unsafe.Add(ref weight, i), ref even0, ref even1);
                Add(v0, v1, Unsafe.Add(ref weight, last - i), ref odd0, ref odd1);
            }

            ref float target = ref Unsafe.Add(ref result, 2 * x);
            T.StoreInterleaved(even0, odd0, ref target);
            T.StoreInterleaved(even1, odd1, ref Unsafe.Add(ref target, 2 * T.Count));
        }
    }

    /// <summary>Every other float of a row, the first included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Halve(ref float source, int width, ref float result)
    {
        for (int x = 0; x < width; x += T.Count)
        {
            T.Store(T.LoadEven(ref Unsafe.Add(ref source, 2 * x)), ref Unsafe.Add(ref result, x));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(T v0, T v1, float weight, ref T s0, ref T s1)
    {
        T w = T.Create(weight);
        s0 = T.MultiplyAdd(v0, w, s0);
        s1 = T.MultiplyAdd(v1, w, s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T s0, T s1, ref float target)
    {
        T.Store(s0, ref target);
        T.Store(s1, ref Unsafe.Add(ref target, T.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T At(ref float start, int vector) => T.Load(ref Unsafe.Add(ref start, vector * T.Count));
}
