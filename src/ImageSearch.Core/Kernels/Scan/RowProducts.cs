using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels.Scan;

/// <summary>
/// What is done with whole rows of 128 bytes, in any vector width. Compiled for speed at the first call: a command that searches once has
/// no second.
/// </summary>
internal static unsafe class RowProducts<TLanes, TShorts, TSums>
    where TLanes : IShortLanes<TShorts, TSums>
    where TShorts : struct
    where TSums : struct
{
    /// <summary>The squared distances of listed rows from query rows: the sum of (row[i] - query[i])^2, at most 8,323,200.</summary>
    /// <param name="rows">Rows of 128 bytes.</param>
    /// <param name="listed">Which of them: those for the first query row, then those for the second, and so on.</param>
    /// <param name="ends">Where in the list those for each query row end.</param>
    /// <param name="queries">The query rows, 128 numbers each.</param>
    /// <param name="queryRows">How many query rows.</param>
    /// <param name="distances">The squared distances, in the order of the list.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Distances(byte* rows, int* listed, int* ends, short* queries, int queryRows, int* distances)
    {
        int at = 0;
        for (int query = 0; query < queryRows; query++, queries += ScanLayout.RowBytes)
        {
            for (; at < ends[query]; at++)
            {
                byte* row = rows + ((nint)listed[at] * ScanLayout.RowBytes);
                TSums even = default, odd = default;
                for (int i = 0; i < ScanLayout.RowBytes; i += 2 * TLanes.Count)
                {
                    even = AddSquares(even, row + i, queries + i);
                    odd = AddSquares(odd, row + i + TLanes.Count, queries + i + TLanes.Count);
                }

                distances[at] = TLanes.Total(TLanes.Add(even, odd));
            }
        }
    }

    /// <summary>The dot products of a row with several axes of 128 numbers each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Project(byte* row, short* axes, int count, int* products)
    {
        for (int axis = 0; axis < count; axis++, axes += ScanLayout.RowBytes)
        {
            TSums sums = default;
            for (int at = 0; at < ScanLayout.RowBytes; at += TLanes.Count)
            {
                sums = TLanes.AddProducts(sums, TLanes.Widen(row + at), TLanes.Load(axes + at));
            }

            products[axis] = TLanes.Total(sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSums AddSquares(TSums sums, byte* row, short* query)
    {
        TShorts difference = TLanes.Subtract(TLanes.Widen(row), TLanes.Load(query));
        return TLanes.AddProducts(sums, difference, difference);
    }
}
