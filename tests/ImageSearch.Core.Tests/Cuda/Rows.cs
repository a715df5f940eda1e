using System.Runtime.InteropServices;
using ImageSearch.Cuda;
using ImageSearch.Neighbours;

namespace ImageSearch.Tests.Cuda;

/// <summary>Rows in pinned arrays, as runs of chosen lengths, for an engine without an index.</summary>
internal sealed class Rows : IRowSource
{
    private readonly Func<long, bool>? _wanted;

    public Rows(byte[] bytes, int runRows, Func<long, bool>? wanted = null)
    {
        _wanted = wanted;
        var runs = new List<RowRun>();
        for (int at = 0; at < bytes.Length; at += runRows * 128)
        {
            byte[] run = GC.AllocateArray<byte>(Math.Min(runRows * 128, bytes.Length - at), pinned: true);
            bytes.AsSpan(at, run.Length).CopyTo(run);
            runs.Add(new RowRun(Marshal.UnsafeAddrOfPinnedArrayElement(run, 0), run.Length / 128, run));
        }

        Runs = runs;
    }

    public IReadOnlyList<RowRun> Runs { get; }

    public int Wanted(long firstRow, int rows, Span<uint> bits)
    {
        bits.Clear();
        int wanted = 0;
        for (int row = 0; row < rows; row++)
        {
            if (_wanted?.Invoke(firstRow + row) != false)
            {
                bits[row / 32] |= 1u << (row % 32);
                wanted++;
            }
        }

        return wanted;
    }

    /// <summary>Keys as neighbours.</summary>
    public static Neighbour[][] Neighbours(NearestKeys found) =>
        [.. found.Counts.Select((count, q) => found.Keys.AsSpan(q * found.K, count).ToArray()
            .Select(k => new Neighbour((long)(k & KernelShape.RowMask), (int)(k >> KernelShape.DistanceShift))).ToArray())];
}
