using System.Runtime.InteropServices;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cuda;

/// <summary>
/// Small searches whose answers are known, before a device is trusted with others: a driver that compiles the kernels wrongly, or a device
/// that computes wrongly, is found out.
/// </summary>
internal sealed class CudaSelfTest : IRowSource
{
    private const int RandomRows = 1500;
    private const int RandomQueries = 37;
    private const int RandomNeighbours = 12;

    /// <summary>Of the first number of rows one repeats the row before, so that there are ties; of the second one is not
    /// searched.</summary>
    private const int CopyEvery = 7, LeaveEvery = 11;

    /// <summary>Each nearer than the one before, so that lists overflow again and again; two pages of them.</summary>
    private const int NearerRows = 6500, NearerQueries = 3, NearerPageRows = 26 * KernelShape.TileRows;

    /// <summary>From row to row, this much of the row's sum goes.</summary>
    private const int NearerStep = 5;

    private readonly byte[] _rows;
    private readonly byte[] _queries;
    private readonly Func<int, bool> _isWanted;

    private CudaSelfTest(byte[] rows, byte[] queries, Func<int, bool> isWanted) => (_rows, _queries, _isWanted) = (rows, queries, isWanted);

    public IReadOnlyList<RowRun> Runs => [new RowRun(Marshal.UnsafeAddrOfPinnedArrayElement(_rows, 0), RowCount, _rows)];

    private int RowCount => _rows.Length / KernelShape.RowBytes;

    /// <summary>Tries the device of an engine.</summary>
    /// <exception cref="CudaFailedException">It fails, or an answer is wrong.</exception>
    public static void Run(CudaEngine engine)
    {
        OfRandom().Try(engine, engine.Limits.PageRows, [(RandomNeighbours, null)]);

        // In few lists, which so are shortened, and leave limits that the others and the next page go by; large k and small.
        OfNearer().Try(engine, NearerPageRows, [(1000, 1), (100, 2), (1000, 3)]);
    }

    public int Wanted(long firstRow, int rows, Span<uint> bits)
    {
        bits.Clear();
        int wanted = 0;
        for (int i = 0; i < rows && firstRow + i < RowCount; i++)
        {
            if (_isWanted((int)firstRow + i))
            {
                bits[i / 32] |= 1u << (i % 32);
                wanted++;
            }
        }

        return wanted;
    }

    private static CudaSelfTest OfRandom()
    {
        byte[] rows = GC.AllocateUninitializedArray<byte>(RandomRows * KernelShape.RowBytes, pinned: true);
        byte[] queries = new byte[RandomQueries * KernelShape.RowBytes];
        var random = new Random(128);
        random.NextBytes(rows);
        random.NextBytes(queries);
        for (int row = CopyEvery; row < RandomRows; row += CopyEvery)
        {
            Row(rows, row - 1).CopyTo(Row(rows, row));
        }

        // The extremes: distance 0 and 128 x 255 x 255.
        Row(rows, 0).Clear();
        Row(rows, RandomRows - 1).Fill(byte.MaxValue);
        Row(queries, 0).Clear();
        Row(queries, 1).Fill(byte.MaxValue);
        return new CudaSelfTest(rows, queries, row => row % LeaveEvery != CopyEvery - 2);
    }

    /// <summary>Rows that go from white to black, and query rows that are about black.</summary>
    private static CudaSelfTest OfNearer()
    {
        byte[] rows = GC.AllocateUninitializedArray<byte>(NearerRows * KernelShape.RowBytes, pinned: true);
        byte[] queries = new byte[NearerQueries * KernelShape.RowBytes];
        for (int row = 0; row < NearerRows; row++)
        {
            int sum = (KernelShape.RowBytes * byte.MaxValue) - (row * NearerStep);
            for (int i = 0; i < KernelShape.RowBytes; i++)
            {
                Row(rows, row)[i] = (byte)((sum + i) / KernelShape.RowBytes);
            }
        }

        for (int query = 1; query < NearerQueries; query++)
        {
            Row(queries, query)[query] = (byte)query;
        }

        return new CudaSelfTest(rows, queries, _ => true);
    }

    private static Span<byte> Row(byte[] rows, int row) => rows.AsSpan(row * KernelShape.RowBytes, KernelShape.RowBytes);

    private void Try(CudaEngine engine, int pageRows, (int Neighbours, int? Lanes)[] searches)
    {
        int all = _queries.Length / KernelShape.RowBytes;
        ulong[][] expected = [.. Enumerable.Range(0, all).Select(query => Expected(query, searches.Max(s => s.Neighbours)))];
        using var rows = new DeviceRows(engine, PageStriping.Whole, pageRows);
        foreach ((int k, int? lanes) in searches)
        {
            for (int first = 0; first < all; first += engine.Limits.QueryRows)
            {
                int count = Math.Min(engine.Limits.QueryRows, all - first);
                NearestKeys found = engine.Search(rows, this,
                    _queries.AsSpan(first * KernelShape.RowBytes, count * KernelShape.RowBytes), k, CancellationToken.None, lanes);
                for (int query = 0; query < count; query++)
                {
                    // A number that is none would not even be within the keys.
                    if (found.Counts[query] != k
                        || !expected[first + query].AsSpan(0, k).SequenceEqual(found.Keys.AsSpan(query * found.K, k)))
                    {
                        throw new CudaFailedException(engine.Context.Info.ToString(), "answers a small search wrongly");
                    }
                }
            }
        }
    }

    /// <summary>By the definition, one number after the other.</summary>
    private ulong[] Expected(int query, int k)
    {
        var keys = new List<ulong>(RowCount);
        for (int row = 0; row < RowCount; row++)
        {
            int distance = 0;
            for (int i = 0; _isWanted(row) && i < KernelShape.RowBytes; i++)
            {
                int difference = _rows[(row * KernelShape.RowBytes) + i] - _queries[(query * KernelShape.RowBytes) + i];
                distance += difference * difference;
            }

            if (_isWanted(row))
            {
                keys.Add((ulong)NeighbourKey.Of(distance, row));
            }
        }

        return [.. keys.Order().Take(k)];
    }
}
