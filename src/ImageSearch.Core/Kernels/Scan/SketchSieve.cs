using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels.Scan;

/// <summary>Says which rows of a tile a query row cannot rule out by their sketches: those whose sum is above the query row's
/// limit.</summary>
internal static unsafe class SketchSieve<TLanes, TRows, TSums>
    where TLanes : ISketchLanes<TRows, TSums>
    where TRows : struct
    where TSums : struct
{
    /// <summary>Query rows at once: with a block of rows, as many sums as stay in registers.</summary>
    private const int QueriesAtOnce = 4;

    /// <summary>Writes <see cref="ScanLayout.TileRows"/> bits for each query row.</summary>
    /// <param name="blocks">The sketches, block after block.</param>
    /// <param name="blockCount">How many blocks of <see cref="ScanLayout.BlockRows"/> rows.</param>
    /// <param name="queries">Packed query rows, one after the other.</param>
    /// <param name="limits">A limit for each query row.</param>
    /// <param name="queryRows">How many query rows.</param>
    /// <param name="masks">The bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte* blocks, int blockCount, int* queries, int* limits, int queryRows, byte* masks)
    {
        for (int block = 0; block < blockCount; block++, blocks += ScanLayout.BlockBytes)
        {
            var mask = (ushort*)masks + block;
            int* query = queries;
            int i = 0;
            for (; i <= queryRows - QueriesAtOnce; i += QueriesAtOnce)
            {
                Four(blocks, query, limits + i, mask);
                query += QueriesAtOnce * ScanLayout.Groups * TLanes.QueryInts;
                mask += QueriesAtOnce * ScanLayout.MaskBytes / sizeof(ushort);
            }

            for (; i < queryRows; i++)
            {
                One(blocks, query, limits[i], mask);
                query += ScanLayout.Groups * TLanes.QueryInts;
                mask += ScanLayout.MaskBytes / sizeof(ushort);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(byte* block, int* query, int* limits, ushort* mask)
    {
        int stride = ScanLayout.Groups * TLanes.QueryInts;
        TSums s0 = TLanes.LoadSums((int*)(block + ScanLayout.SumsOffset)), s1 = s0, s2 = s0, s3 = s0;
        for (int group = 0; group < ScanLayout.Groups; group++, query += TLanes.QueryInts)
        {
            TRows rows = TLanes.Load(block + (group * ScanLayout.GroupBytes));
            s0 = TLanes.Add(s0, rows, query);
            s1 = TLanes.Add(s1, rows, query + stride);
            s2 = TLanes.Add(s2, rows, query + (2 * stride));
            s3 = TLanes.Add(s3, rows, query + (3 * stride));
        }

        mask[0] = TLanes.Above(s0, limits[0]);
        mask[ScanLayout.MaskBytes / sizeof(ushort)] = TLanes.Above(s1, limits[1]);
        mask[2 * ScanLayout.MaskBytes / sizeof(ushort)] = TLanes.Above(s2, limits[2]);
        mask[3 * ScanLayout.MaskBytes / sizeof(ushort)] = TLanes.Above(s3, limits[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One(byte* block, int* query, int limit, ushort* mask)
    {
        TSums sums = TLanes.LoadSums((int*)(block + ScanLayout.SumsOffset));
        for (int group = 0; group < ScanLayout.Groups; group++, query += TLanes.QueryInts)
        {
            sums = TLanes.Add(sums, TLanes.Load(block + (group * ScanLayout.GroupBytes)), query);
        }

        *mask = TLanes.Above(sums, limit);
    }
}
