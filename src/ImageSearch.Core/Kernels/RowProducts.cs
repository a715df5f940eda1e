using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels;

/// <summary>What is done with whole rows of 128 bytes, in any vector width.</summary>
internal static unsafe class RowProducts<TLanes, TShorts, TSums>
    where TLanes : IShortLanes<TShorts, TSums>
    where TShorts : struct
    where TSums : struct
{
    /// <summary>The squared distances of listed rows from a query row: the sum of (row[i] - query[i])^2, at most 8,323,200.</summary>
    /// <param name="rows">Rows of 128 bytes.</param>
    /// <param name="listed">Which of them.</param>
    /// <param name="count">How many are listed.</param>
    /// <param name="query">The query row, as 16-bit numbers.</param>
    /// <param name="distances">The squared distances.</param>
    public static void Distances(byte* rows, int* listed, int count, short* query, int* distances)
    {
        for (int i = 0; i < count; i++)
        {
            byte* row = rows + ((nint)listed[i] * ScanLayout.RowBytes);
            TSums even = default, odd = default;
            for (int at = 0; at < ScanLayout.RowBytes; at += 2 * TLanes.Count)
            {
                even = AddSquares(even, row + at, query + at);
                odd = AddSquares(odd, row + at + TLanes.Count, query + at + TLanes.Count);
            }

            distances[i] = TLanes.Total(even) + TLanes.Total(odd);
        }
    }

    /// <summary>The dot products of a row with several axes of 128 numbers each.</summary>
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
