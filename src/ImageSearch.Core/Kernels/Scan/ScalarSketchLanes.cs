using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels.Scan;

/// <summary>The reference: sum[row] += axis[row, 0] query[0] + ... + axis[row, 3] query[3], one after the other.</summary>
internal readonly unsafe struct ScalarSketchLanes : ISketchLanes<nint, ScalarSums>
{
    public static int Excess => 128;

    public static int QueryInts => 1;

    public static void Pack(sbyte* axes, int* query) => *query = Unsafe.ReadUnaligned<int>(axes);

    /// <summary>Where they lie; there is nothing to load them into.</summary>
    public static nint Load(byte* axes) => (nint)axes;

    public static ScalarSums LoadSums(int* sums)
    {
        ScalarSums loaded = default;
        for (int row = 0; row < ScanLayout.BlockRows; row++)
        {
            loaded[row] = sums[row];
        }

        return loaded;
    }

    public static ScalarSums Add(ScalarSums sums, nint rows, int* query)
    {
        for (int row = 0; row < ScanLayout.BlockRows; row++)
        {
            for (int axis = 0; axis < ScanLayout.GroupAxes; axis++)
            {
                sums[row] += ((byte*)rows)[(row * ScanLayout.GroupAxes) + axis] * ((sbyte*)query)[axis];
            }
        }

        return sums;
    }

    public static ushort Above(ScalarSums sums, int limit)
    {
        int bits = 0;
        for (int row = 0; row < ScanLayout.BlockRows; row++)
        {
            bits |= sums[row] > limit ? 1 << row : 0;
        }

        return (ushort)bits;
    }
}
