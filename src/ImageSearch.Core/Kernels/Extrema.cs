using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels;

/// <summary>Finds the pixels of a row that stand out from their 26 neighbours in three planes whose rows lie equally far apart.</summary>
internal static class Extrema<T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>The rows above and below in the pixel's own plane, and three in each plane beside.</summary>
    private const int NeighbourRows = 8;

    /// <summary>
    /// Writes the columns from <paramref name="first"/> up to <paramref name="end"/> whose pixel is larger in size than the threshold and
    /// not exceeded, in its own direction, by any neighbour; returns how many. A vector of pixels is asked ever more: the threshold, its
    /// row, the plane, the planes beside. With the pixel's sign taken off both sides one comparison serves maxima and minima. Equal
    /// neighbours do not disqualify, as in OpenCV. The last vector may reach past the end; its surplus lanes are dropped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Scan(ref float below, ref float here, ref float above, int stride, int first, int end, float threshold, Span<int> found)
    {
        int count = 0;
        T limit = T.Create(threshold), signBit = T.Create(-0f);
        for (int x = first; x < end; x += T.Count)
        {
            ref float at = ref Unsafe.Add(ref here, x);
            T value = T.Load(ref at), strength = T.Abs(value);
            uint left = T.MaskBits(T.GreaterThan(strength, limit));
            if (left == 0)
            {
                continue;
            }

            T sign = T.And(value, signBit);
            left &= T.MaskBits(Stands(strength, sign, ref at));
            if (left == 0)
            {
                continue;
            }

            for (int i = 0; i < NeighbourRows && left != 0; i++)
            {
                ref float plane = ref i < 2 ? ref here : ref i < 5 ? ref below : ref above;
                int row = i < 2 ? (2 * i) - 1 : ((i - 2) % 3) - 1;
                left &= T.MaskBits(Stands(strength, sign, ref Unsafe.Add(ref plane, x + (row * stride))));
            }

            while (left != 0)
            {
                int column = x + BitOperations.TrailingZeroCount(left);
                left &= left - 1;
                if (column < end)
                {
                    found[count++] = column;
                }
            }
        }

        return count;
    }

    /// <summary>Which lanes are not exceeded by the three pixels around them in one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Stands(T strength, T sign, ref float at)
    {
        T left = T.Xor(T.Load(ref Unsafe.Subtract(ref at, 1)), sign);
        T middle = T.Xor(T.Load(ref at), sign);
        T right = T.Xor(T.Load(ref Unsafe.Add(ref at, 1)), sign);
        return T.And(T.GreaterThanOrEqual(strength, T.Max(left, right)), T.GreaterThanOrEqual(strength, middle));
    }
}
