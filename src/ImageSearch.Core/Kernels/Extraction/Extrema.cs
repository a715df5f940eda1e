using System.Numerics;
using System.Runtime.CompilerServices;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Extraction;

/// <summary>Finds the pixels of a row that stand out from their 26 neighbours in three planes whose rows lie equally far apart.</summary>
internal static class Extrema<T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>
    /// Writes the columns from <paramref name="first"/> up to <paramref name="end"/> whose pixel is larger in size than the threshold and
    /// not exceeded, in its own direction, by any neighbour; returns how many. A vector of pixels is held against the threshold, then
    /// against the six neighbours that share a side; the few that are left are held against all 26, one by one. With the pixel's sign taken
    /// off both sides one comparison serves maxima and minima. Equal neighbours do not disqualify, as in OpenCV. The last vector may reach
    /// past the end; its surplus lanes are dropped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Scan(ref float below, ref float here, ref float above, int stride, int first, int end, float threshold,
        Span<int> found)
    {
        int count = 0;
        T limit = T.Create(threshold), signBit = T.Create(-0f);
        for (int x = first; x < end; x += T.Count)
        {
            ref float at = ref Unsafe.Add(ref here, x);
            T value = T.Load(ref at), strength = T.Abs(value);
            T stands = T.GreaterThan(strength, limit);
            if (T.MaskBits(stands) == 0)
            {
                continue;
            }

            T sign = T.And(value, signBit);
            T across = T.Max(T.Xor(T.Load(ref Unsafe.Subtract(ref at, 1)), sign), T.Xor(T.Load(ref Unsafe.Add(ref at, 1)), sign));
            T down = T.Max(T.Xor(T.Load(ref Unsafe.Subtract(ref at, stride)), sign), T.Xor(T.Load(ref Unsafe.Add(ref at, stride)), sign));
            T through = T.Max(T.Xor(T.Load(ref Unsafe.Add(ref below, x)), sign), T.Xor(T.Load(ref Unsafe.Add(ref above, x)), sign));
            uint left = T.MaskBits(T.And(stands, T.GreaterThanOrEqual(strength, T.Max(across, T.Max(down, through)))));
            for (; left != 0; left &= left - 1)
            {
                int column = x + BitOperations.TrailingZeroCount(left);
                if (column < end
                    && Stands(ref here, ref here, column, stride)
                    && Stands(ref here, ref below, column, stride)
                    && Stands(ref here, ref above, column, stride))
                {
                    found[count++] = column;
                }
            }
        }

        return count;
    }

    /// <summary>Whether a pixel is not exceeded by the nine of a plane that lie around it.</summary>
    private static bool Stands(ref float here, ref float plane, int column, int stride)
    {
        float value = Unsafe.Add(ref here, column), sign = value > 0 ? 1 : -1, strength = value * sign;
        for (int row = -stride; row <= stride; row += stride)
        {
            ref float middle = ref Unsafe.Add(ref plane, column + row);
            if (Unsafe.Subtract(ref middle, 1) * sign > strength || middle * sign > strength || Unsafe.Add(ref middle, 1) * sign > strength)
            {
                return false;
            }
        }

        return true;
    }
}
