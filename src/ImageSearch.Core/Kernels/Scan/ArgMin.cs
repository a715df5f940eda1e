using System.Numerics;

namespace ImageSearch.Kernels.Scan;

/// <summary>The least of a row of distances, and the least of each column so far; whole vectors of whatever width the processor
/// has.</summary>
internal static class ArgMin
{
    /// <summary>Where the least value stands first; the scalar reference is a loop with a strict comparison.</summary>
    public static int Of(ReadOnlySpan<int> values)
    {
        int least = int.MaxValue, i = 0;
        if (values.Length >= Vector<int>.Count)
        {
            var leasts = new Vector<int>(int.MaxValue);
            for (; i <= values.Length - Vector<int>.Count; i += Vector<int>.Count)
            {
                leasts = Vector.Min(leasts, new Vector<int>(values[i..]));
            }

            for (int lane = 0; lane < Vector<int>.Count; lane++)
            {
                least = Math.Min(least, leasts[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            least = Math.Min(least, values[i]);
        }

        return values.IndexOf(least);
    }

    /// <summary>Where a value is less than the least of its place so far, it and the row that it is of take that place.</summary>
    public static void Keep(ReadOnlySpan<int> values, int row, Span<int> least, Span<int> rowOf)
    {
        int i = 0;
        var rows = new Vector<int>(row);
        for (; i <= values.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector<int> here = new(values[i..]), before = new(least[i..]);
            Vector.Min(here, before).CopyTo(least[i..]);
            Vector.ConditionalSelect(Vector.LessThan(here, before), rows, new Vector<int>(rowOf[i..])).CopyTo(rowOf[i..]);
        }

        for (; i < values.Length; i++)
        {
            if (values[i] < least[i])
            {
                (least[i], rowOf[i]) = (values[i], row);
            }
        }
    }
}
