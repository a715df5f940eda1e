using System.Runtime.CompilerServices;

namespace ImageSearch.Kernels.Scan;

/// <summary>
/// The squared distances of every row from every query row, of rows that are packed for it: a vector holds two neighbouring numbers of
/// several rows, so that nothing is added up across lanes. |r - q|^2 = |r|^2 + |q|^2 - 2 r.q, which is exact in integers.
/// </summary>
internal static unsafe class AllDistances<TLanes, TShorts, TSums>
    where TLanes : IShortLanes<TShorts, TSums>
    where TShorts : struct
    where TSums : struct
{
    /// <summary>Rows that are read once for so many query rows; their sums stay in registers.</summary>
    private const int QueriesAtOnce = 4;

    private static int RowsInBlock => TLanes.Count / 2;

    /// <summary>Shorts that packed rows take, with one block of norms for every block of rows.</summary>
    public static int PackedShorts(int rows) => Blocks(rows) * RowsInBlock * (ScanLayout.RowBytes + 2);

    /// <summary>Packs rows of 128 bytes; those that fill the last block are zero.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="count">How many.</param>
    /// <param name="packed">Blocks of rows, then the squared norms of all: <see cref="PackedShorts"/> in all.</param>
    public static void Pack(byte* rows, int count, short* packed)
    {
        new Span<short>(packed, PackedShorts(count)).Clear();
        int* norms = Norms(packed, count);
        for (int row = 0; row < count; row++, rows += ScanLayout.RowBytes)
        {
            short* to = packed + ((nint)(row / RowsInBlock) * RowsInBlock * ScanLayout.RowBytes) + (row % RowsInBlock * 2);
            int norm = 0;
            for (int i = 0; i < ScanLayout.RowBytes; i += 2, to += TLanes.Count)
            {
                (to[0], to[1]) = (rows[i], rows[i + 1]);
                norm += (rows[i] * rows[i]) + (rows[i + 1] * rows[i + 1]);
            }

            norms[row] = norm;
        }
    }

    /// <summary>The distances.</summary>
    /// <param name="packed">Packed rows.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="queries">The query rows, 128 numbers each.</param>
    /// <param name="queryRows">How many query rows.</param>
    /// <param name="distances">For each query row those of all rows; <paramref name="stride"/> apart.</param>
    /// <param name="stride">At least the rows of all blocks.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(short* packed, int count, short* queries, int queryRows, int* distances, int stride)
    {
        int query = 0;
        for (; query + QueriesAtOnce <= queryRows; query += QueriesAtOnce)
        {
            RunFour(packed, count, queries + (query * ScanLayout.RowBytes), distances + ((nint)query * stride), stride);
        }

        for (; query < queryRows; query++)
        {
            RunOne(packed, count, queries + (query * ScanLayout.RowBytes), distances + ((nint)query * stride));
        }
    }

    /// <summary>The rows that whole blocks hold.</summary>
    public static int Stride(int rows) => Blocks(rows) * RowsInBlock;

    private static int Blocks(int rows) => (rows + RowsInBlock - 1) / RowsInBlock;

    private static int* Norms(short* packed, int rows) => (int*)(packed + ((nint)Blocks(rows) * RowsInBlock * ScanLayout.RowBytes));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunFour(short* packed, int count, short* q0, int* distances, int stride)
    {
        short* q1 = q0 + ScanLayout.RowBytes, q2 = q1 + ScanLayout.RowBytes, q3 = q2 + ScanLayout.RowBytes;
        TSums n0 = Norm(q0), n1 = Norm(q1), n2 = Norm(q2), n3 = Norm(q3);
        int* norms = Norms(packed, count);
        for (int row = 0; row < count; row += RowsInBlock)
        {
            TSums s0 = default, s1 = default, s2 = default, s3 = default;
            for (int i = 0; i < ScanLayout.RowBytes; i += 2, packed += TLanes.Count)
            {
                TShorts rows = TLanes.Load(packed);
                s0 = TLanes.AddProducts(s0, rows, TLanes.LoadPair(q0 + i));
                s1 = TLanes.AddProducts(s1, rows, TLanes.LoadPair(q1 + i));
                s2 = TLanes.AddProducts(s2, rows, TLanes.LoadPair(q2 + i));
                s3 = TLanes.AddProducts(s3, rows, TLanes.LoadPair(q3 + i));
            }

            TSums norm = TLanes.LoadSums(norms + row);
            TLanes.Store(TLanes.SubtractTwice(TLanes.Add(norm, n0), s0), distances + row);
            TLanes.Store(TLanes.SubtractTwice(TLanes.Add(norm, n1), s1), distances + stride + row);
            TLanes.Store(TLanes.SubtractTwice(TLanes.Add(norm, n2), s2), distances + (2 * (nint)stride) + row);
            TLanes.Store(TLanes.SubtractTwice(TLanes.Add(norm, n3), s3), distances + (3 * (nint)stride) + row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunOne(short* packed, int count, short* query, int* distances)
    {
        TSums own = Norm(query);
        int* norms = Norms(packed, count);
        for (int row = 0; row < count; row += RowsInBlock)
        {
            TSums sums = default;
            for (int i = 0; i < ScanLayout.RowBytes; i += 2, packed += TLanes.Count)
            {
                sums = TLanes.AddProducts(sums, TLanes.Load(packed), TLanes.LoadPair(query + i));
            }

            TLanes.Store(TLanes.SubtractTwice(TLanes.Add(TLanes.LoadSums(norms + row), own), sums), distances + row);
        }
    }

    private static TSums Norm(short* query)
    {
        TSums sums = default;
        for (int i = 0; i < ScanLayout.RowBytes; i += TLanes.Count)
        {
            TShorts numbers = TLanes.Load(query + i);
            sums = TLanes.AddProducts(sums, numbers, numbers);
        }

        return TLanes.Create(TLanes.Total(sums));
    }
}
