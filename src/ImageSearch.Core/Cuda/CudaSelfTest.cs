using System.Runtime.InteropServices;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cuda;

/// <summary>
/// A small search whose answer is known, before a device is trusted with others: a driver that compiles the kernels wrongly, or a device
/// that computes wrongly, is found out.
/// </summary>
internal sealed class CudaSelfTest : IRowSource
{
    private const int RowCount = 1500;
    private const int QueryCount = 37;
    private const int Neighbours = 12;

    /// <summary>Of the first number of rows one repeats the row before, so that there are ties; of the second one is not
    /// searched.</summary>
    private const int CopyEvery = 7, LeaveEvery = 11;

    private readonly byte[] _rows = GC.AllocateUninitializedArray<byte>(RowCount * KernelShape.RowBytes, pinned: true);
    private readonly byte[] _queries = new byte[QueryCount * KernelShape.RowBytes];

    private CudaSelfTest()
    {
        var random = new Random(128);
        random.NextBytes(_rows);
        random.NextBytes(_queries);
        for (int row = CopyEvery; row < RowCount; row += CopyEvery)
        {
            Row(row - 1).CopyTo(Row(row));
        }

        // The extremes: distance 0 and 128 x 255 x 255.
        Row(0).Clear();
        Row(RowCount - 1).Fill(byte.MaxValue);
        _queries.AsSpan(0, KernelShape.RowBytes).Clear();
        _queries.AsSpan(KernelShape.RowBytes, KernelShape.RowBytes).Fill(byte.MaxValue);
    }

    public IReadOnlyList<RowRun> Runs => [new RowRun(Marshal.UnsafeAddrOfPinnedArrayElement(_rows, 0), RowCount, _rows)];

    /// <summary>Tries a device.</summary>
    /// <exception cref="CudaFailedException">It fails, or its answer is wrong.</exception>
    public static void Run(ICudaDriver driver, CudaDeviceInfo device, CudaLimits limits)
    {
        var trial = new CudaSelfTest();
        using var engine = new CudaEngine(driver, device, limits, PageStriping.Whole);
        using var rows = new DeviceRows(engine);
        for (int first = 0; first < QueryCount; first += limits.QueryRows)
        {
            int count = Math.Min(limits.QueryRows, QueryCount - first);
            NearestKeys found = engine.Search(
                rows, trial, trial._queries.AsSpan(first * KernelShape.RowBytes, count * KernelShape.RowBytes), Neighbours,
                CancellationToken.None);
            for (int query = 0; query < count; query++)
            {
                // A number that is none would not even be within the keys.
                if (found.Counts[query] != Neighbours
                    || !trial.Expected(first + query).SequenceEqual(found.Keys.AsSpan(query * found.K, Neighbours).ToArray()))
                {
                    throw new CudaFailedException(device.ToString());
                }
            }
        }
    }

    public int Wanted(long firstRow, int rows, Span<uint> bits)
    {
        bits.Clear();
        int wanted = 0;
        for (int i = 0; i < rows && firstRow + i < RowCount; i++)
        {
            if (IsWanted((int)firstRow + i))
            {
                bits[i / 32] |= 1u << (i % 32);
                wanted++;
            }
        }

        return wanted;
    }

    private static bool IsWanted(int row) => row % LeaveEvery != 5;

    /// <summary>By the definition, one number after the other.</summary>
    private IEnumerable<ulong> Expected(int query)
    {
        var keys = new List<ulong>(RowCount);
        for (int row = 0; row < RowCount; row++)
        {
            int distance = 0;
            for (int i = 0; IsWanted(row) && i < KernelShape.RowBytes; i++)
            {
                int difference = _rows[(row * KernelShape.RowBytes) + i] - _queries[(query * KernelShape.RowBytes) + i];
                distance += difference * difference;
            }

            if (IsWanted(row))
            {
                keys.Add((ulong)NeighbourKey.Of(distance, row));
            }
        }

        return keys.Order().Take(Neighbours);
    }

    private Span<byte> Row(int row) => _rows.AsSpan(row * KernelShape.RowBytes, KernelShape.RowBytes);
}
