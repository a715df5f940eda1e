using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels;

/// <summary>How samples are shared between the nearest cells and directions of a grid of direction histograms.</summary>
internal static class Shares<T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>
    /// For each sample: the offset of the upper left of its four cells, the offset of its first direction's lanes (direction x directions), the
    /// share of the next direction, and the weights of the four cells. Whole vectors, past the end too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Place(in ShareArrays arrays, int count, in ShareGrid grid)
    {
        T centre = T.Create(grid.Centre), one = T.Create(1), zero = T.Create(0), circle = T.Create(360);
        T perDegree = T.Create(grid.Directions / 360f), directions = T.Create(grid.Directions);
        for (int i = 0; i < count; i += T.Count)
        {
            T row = T.Load(ref Unsafe.Add(ref arrays.Rows, i)) + centre;
            T column = T.Load(ref Unsafe.Add(ref arrays.Columns, i)) + centre;
            T row0 = T.Floor(row), column0 = T.Floor(column);
            T cell = (((row0 + one) * T.Create(grid.CellsARow)) + column0 + one) * directions;
            T.StoreInt32(cell, ref Unsafe.Add(ref arrays.Cells, i));

            // Directions run against the angle, as in OpenCV, so that descriptors can be compared with its own.
            T direction = T.Create(grid.Angle) - T.Load(ref Unsafe.Add(ref arrays.Angles, i));
            direction = T.Select(T.GreaterThan(zero, direction), direction + circle, direction) * perDegree;
            T direction0 = T.Floor(direction);
            T.Store(direction - direction0, ref Unsafe.Add(ref arrays.Next, i));
            direction0 = T.Select(T.GreaterThanOrEqual(direction0, directions), zero, direction0);
            T.StoreInt32(direction0 * directions, ref Unsafe.Add(ref arrays.Bins, i));

            T weight = T.Load(ref Unsafe.Add(ref arrays.Weights, i));
            T lower = weight * (row - row0), upper = weight - lower, right = column - column0;
            T lowerRight = lower * right, upperRight = upper * right;
            T.Store(upper - upperRight, ref Unsafe.Add(ref arrays.UpperLeft, i));
            T.Store(upperRight, ref Unsafe.Add(ref arrays.UpperRight, i));
            T.Store(lower - lowerRight, ref Unsafe.Add(ref arrays.LowerLeft, i));
            T.Store(lowerRight, ref Unsafe.Add(ref arrays.LowerRight, i));
        }
    }
}
