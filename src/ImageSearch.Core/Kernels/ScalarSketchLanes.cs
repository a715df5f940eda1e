namespace ImageSearch.Kernels;

/// <summary>The reference: sum[row] += axis[row, 0] query[0] + ... + axis[row, 3] query[3], one after the other.</summary>
internal readonly unsafe struct ScalarSketchLanes : ISketchLanes<nint, ScalarSums>
{
    public static int Rows => ScalarSums.Count;

    public static int Offset => 0;

    public static int QueryInts => 1;

    public static void Pack(sbyte* axes, int* query) => VnniSketchLanes.Pack(axes, query);

    /// <summary>Where they lie; there is nothing to load them into.</summary>
    public static nint Load(byte* axes) => (nint)axes;

    public static ScalarSums LoadSums(int* sums)
    {
        ScalarSums loaded = default;
        for (int row = 0; row < Rows; row++)
        {
            loaded[row] = sums[row];
        }

        return loaded;
    }

    public static ScalarSums Add(ScalarSums sums, nint rows, int* query)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int axis = 0; axis < sizeof(int); axis++)
            {
                sums[row] += ((sbyte*)rows)[(row * sizeof(int)) + axis] * ((sbyte*)query)[axis];
            }
        }

        return sums;
    }

    public static void StoreAbove(ScalarSums sums, int limit, byte* mask)
    {
        int bits = 0;
        for (int row = 0; row < Rows; row++)
        {
            bits |= sums[row] > limit ? 1 << row : 0;
        }

        *mask = (byte)bits;
    }
}
