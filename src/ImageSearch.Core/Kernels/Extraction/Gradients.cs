using System.Runtime.CompilerServices;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Extraction;

/// <summary>Gradients of the pixels around a point, with their places in a turned frame.</summary>
internal static class Gradients<T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>
    /// Writes the differences along x and along y, the column and the row for each pixel of the frame's window, in every
    /// <paramref name="rowStep"/>th row; returns how many. Whole vectors, past the end too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Gather(ref float centre, int stride, int rowStep, in GradientFrame frame, in SampleRefs samples)
    {
        int count = 0;
        T alongX = T.Create(frame.AlongX), alongY = T.Create(frame.AlongY);
        for (int dy = frame.Top; dy <= frame.Bottom; dy += rowStep)
        {
            (int first, int last) = frame.RowInside(dy);
            T columnOfRow = T.Create(dy * frame.AlongY), rowOfRow = T.Create(dy * frame.AlongX);
            T dx = T.Ramp + T.Create(first);
            ref float here = ref Unsafe.Add(ref centre, (dy * stride) + first);
            for (int i = 0; i <= last - first; i += T.Count)
            {
                ref float at = ref Unsafe.Add(ref here, i);
                int to = count + i;
                T.Store(T.Load(ref Unsafe.Add(ref at, 1)) - T.Load(ref Unsafe.Subtract(ref at, 1)), ref Unsafe.Add(ref samples.X, to));
                T.Store(T.Load(ref Unsafe.Add(ref at, stride)) - T.Load(ref Unsafe.Subtract(ref at, stride)),
                    ref Unsafe.Add(ref samples.Y, to));
                T.Store(T.MultiplyAdd(dx, alongX, columnOfRow), ref Unsafe.Add(ref samples.Columns, to));
                T.Store(rowOfRow - (dx * alongY), ref Unsafe.Add(ref samples.Rows, to));
                dx += T.Create(T.Count);
            }

            count += Math.Max(0, last - first + 1);
        }

        return count;
    }

    /// <summary>A gradient's length times its weight in the frame's Gaussian window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Weight(T x, T y, T column, T row, T perSquare) =>
        T.SquareRoot(T.MultiplyAdd(x, x, y * y)) * Elementary<T>.Exp(T.MultiplyAdd(column, column, row * row) * perSquare);

    /// <summary>
    /// For each sample its weight and which of <paramref name="bins"/> equal parts of the circle is nearest to its direction. Whole
    /// vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Directions(in SampleRefs samples, int count, float perSquare, int bins, ref float weights, ref int nearest)
    {
        T most = T.Create(bins), perDegree = T.Create(bins / 360f), half = T.Create(0.5f), falloff = T.Create(perSquare);
        for (int i = 0; i < count; i += T.Count)
        {
            T x = T.Load(ref Unsafe.Add(ref samples.X, i)), y = T.Load(ref Unsafe.Add(ref samples.Y, i));
            T column = T.Load(ref Unsafe.Add(ref samples.Columns, i)), row = T.Load(ref Unsafe.Add(ref samples.Rows, i));
            T.Store(Weight(x, y, column, row, falloff), ref Unsafe.Add(ref weights, i));
            T bin = T.Floor(T.MultiplyAdd(Elementary<T>.Atan2Degrees(y, x), perDegree, half));
            T.StoreInt32(T.Select(T.GreaterThanOrEqual(bin, most), bin - most, bin), ref Unsafe.Add(ref nearest, i));
        }
    }
}
