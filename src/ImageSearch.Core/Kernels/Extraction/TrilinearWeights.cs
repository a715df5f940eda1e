using System.Runtime.CompilerServices;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Extraction;

/// <summary>How samples are shared between the nearest cells and directions of a grid of direction histograms.</summary>
internal static class TrilinearWeights<T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>
    /// For each sample: the offset of the upper left of its four cells, the offset of its first direction's lanes (direction x directions),
    /// the share of the next direction, and the weights of the four cells. What lies outside goes to the margin. Whole vectors, past the
    /// end too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Place(in SampleRefs samples, int count, float perSquare, in HistogramGrid grid, in WeightArrays shares)
    {
        T centre = T.Create((grid.Cells * 0.5f) - 0.5f), least = T.Create(-1), most = T.Create(MathF.BitDecrement(grid.Cells));
        T one = T.Create(1), zero = T.Create(0), circle = T.Create(360), angle = T.Create(grid.Angle), falloff = T.Create(perSquare);
        T perDegree = T.Create(grid.Directions / 360f), directions = T.Create(grid.Directions), cellsARow = T.Create(grid.Cells + 2);
        for (int i = 0; i < count; i += T.Count)
        {
            T x = T.Load(ref Unsafe.Add(ref samples.X, i)), y = T.Load(ref Unsafe.Add(ref samples.Y, i));
            T column = T.Load(ref Unsafe.Add(ref samples.Columns, i)), row = T.Load(ref Unsafe.Add(ref samples.Rows, i));
            T weight = Gradients<T>.Weight(x, y, column, row, falloff);
            row = T.Max(least, T.Min(most, row + centre));
            column = T.Max(least, T.Min(most, column + centre));
            T row0 = T.Floor(row), column0 = T.Floor(column);
            T cell = T.MultiplyAdd(row0 + one, cellsARow, column0 + one) * directions;
            T.StoreInt32(cell, ref Unsafe.Add(ref shares.Cells, i));

            // Directions run against the angle, as in OpenCV, so that descriptors can be compared with its own.
            T direction = angle - Elementary<T>.Atan2Degrees(y, x);
            direction = T.Select(T.GreaterThan(zero, direction), direction + circle, direction) * perDegree;
            T direction0 = T.Floor(direction);
            T.Store(direction - direction0, ref Unsafe.Add(ref shares.Next, i));
            direction0 = T.Select(T.GreaterThanOrEqual(direction0, directions), zero, direction0);
            T.StoreInt32(direction0 * directions, ref Unsafe.Add(ref shares.Bins, i));

            T lower = weight * (row - row0), upper = weight - lower, right = column - column0;
            T lowerRight = lower * right, upperRight = upper * right;
            T.Store(upper - upperRight, ref Unsafe.Add(ref shares.UpperLeft, i));
            T.Store(upperRight, ref Unsafe.Add(ref shares.UpperRight, i));
            T.Store(lower - lowerRight, ref Unsafe.Add(ref shares.LowerLeft, i));
            T.Store(lowerRight, ref Unsafe.Add(ref shares.LowerRight, i));
        }
    }
}
