using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels;

/// <summary>The gradients along a row of pixels, weighted by a Gaussian window, with their places in a turned frame.</summary>
internal static class Gradients<T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>Writes a weight, a direction in degrees, a column and a row for each of <paramref name="count"/> pixels; whole vectors, past the end too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(ref float above, ref float here, ref float below, int firstDx, int dy, int count, in GradientFrame frame,
        ref float weights, ref float angles, ref float columns, ref float rows)
    {
        T alongX = T.Create(frame.AlongX), alongY = T.Create(frame.AlongY), perSquare = T.Create(frame.PerSquare);
        T columnOfRow = T.Create(dy * frame.AlongY), rowOfRow = T.Create(dy * frame.AlongX);
        T dx = T.Ramp + T.Create(firstDx);
        for (int i = 0; i < count; i += T.Count)
        {
            T column = (dx * alongX) + columnOfRow;
            T row = rowOfRow - (dx * alongY);
            T gx = T.Load(ref Unsafe.Add(ref here, i + 1)) - T.Load(ref Unsafe.Add(ref here, i - 1));
            T gy = T.Load(ref Unsafe.Add(ref below, i)) - T.Load(ref Unsafe.Add(ref above, i));
            T length = T.SquareRoot(T.MultiplyAdd(gx, gx, gy * gy));
            T falloff = Elementary<T>.Exp(T.MultiplyAdd(column, column, row * row) * perSquare);
            T.Store(length * falloff, ref Unsafe.Add(ref weights, i));
            T.Store(Elementary<T>.Atan2Degrees(gy, gx), ref Unsafe.Add(ref angles, i));
            T.Store(column, ref Unsafe.Add(ref columns, i));
            T.Store(row, ref Unsafe.Add(ref rows, i));
            dx += T.Create(T.Count);
        }
    }
}
