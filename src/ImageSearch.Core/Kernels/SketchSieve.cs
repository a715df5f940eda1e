namespace ImageSearch.Kernels;

/// <summary>Says which rows of a tile a query row cannot rule out by their sketches: those whose sum is above the query row's limit.</summary>
internal static unsafe class SketchSieve<TLanes, TRows, TSums>
    where TLanes : ISketchLanes<TRows, TSums>
    where TRows : struct
    where TSums : struct
{
    /// <summary>Writes <see cref="ScanLayout.TileRows"/> bits for each query row.</summary>
    /// <param name="blocks">The sketches, block after block.</param>
    /// <param name="blockCount">How many blocks of <see cref="ScanLayout.BlockRows"/> rows.</param>
    /// <param name="queries">Packed query rows, one after the other.</param>
    /// <param name="limits">A limit for each query row.</param>
    /// <param name="queryRows">How many query rows.</param>
    /// <param name="masks">The bits.</param>
    public static void Run(byte* blocks, int blockCount, int* queries, int* limits, int queryRows, byte* masks)
    {
        int queryInts = TLanes.QueryInts;
        for (int first = 0; first < blockCount * ScanLayout.BlockRows; first += TLanes.Rows)
        {
            // The rows' sketches stay in registers while all query rows pass by.
            int lane = first % ScanLayout.BlockRows;
            byte* block = blocks + ((nint)(first / ScanLayout.BlockRows) * ScanLayout.BlockBytes);
            byte* rows = block + (lane * ScanLayout.GroupAxes);
            TRows r0 = TLanes.Load(rows), r1 = TLanes.Load(rows + ScanLayout.GroupBytes);
            TRows r2 = TLanes.Load(rows + (2 * ScanLayout.GroupBytes)), r3 = TLanes.Load(rows + (3 * ScanLayout.GroupBytes));
            TRows r4 = TLanes.Load(rows + (4 * ScanLayout.GroupBytes)), r5 = TLanes.Load(rows + (5 * ScanLayout.GroupBytes));
            TRows r6 = TLanes.Load(rows + (6 * ScanLayout.GroupBytes)), r7 = TLanes.Load(rows + (7 * ScanLayout.GroupBytes));
            TSums start = TLanes.LoadSums((int*)(block + ScanLayout.SumsOffset) + lane);
            int* query = queries;
            byte* mask = masks + (first / 8);
            for (int i = 0; i < queryRows; i++)
            {
                TSums sums = TLanes.Add(start, r0, query);
                sums = TLanes.Add(sums, r1, query + queryInts);
                sums = TLanes.Add(sums, r2, query + (2 * queryInts));
                sums = TLanes.Add(sums, r3, query + (3 * queryInts));
                sums = TLanes.Add(sums, r4, query + (4 * queryInts));
                sums = TLanes.Add(sums, r5, query + (5 * queryInts));
                sums = TLanes.Add(sums, r6, query + (6 * queryInts));
                sums = TLanes.Add(sums, r7, query + (7 * queryInts));
                TLanes.StoreAbove(sums, limits[i], mask);
                query += ScanLayout.Groups * queryInts;
                mask += ScanLayout.MaskBytes;
            }
        }
    }
}
