using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels.Scan;

/// <summary>Estimated squared distances of the rows of a cell from a query row. Single operations in one order, so every level gives the
/// same.</summary>
/// <typeparam name="TLanes">How sums are made.</typeparam>
internal static unsafe class CodeEstimates<TLanes>
    where TLanes : ICodeLanes
{
    private const int Lanes = 8;

    /// <summary>Estimates blocks of rows.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="blockCount">How many.</param>
    /// <param name="query">The query row in that cell.</param>
    /// <param name="limit">Rows of more are of no interest.</param>
    /// <param name="estimates">Receives 32 squared distances a block.</param>
    /// <param name="masks">Receives 32 bits a block, the first row lowest: whether a row is within the limit.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte* blocks, int blockCount, in CodeQuery query, float limit, float* estimates, uint* masks)
    {
        ushort* sums = stackalloc ushort[CodeLayout.BlockRows];
        Vector256<float> step = Vector256.Create(query.Step), least = Vector256.Create(query.Least);
        Vector256<float> own = Vector256.Create(query.SquaredLength);
        for (int block = 0; block < blockCount; block++, blocks += CodeLayout.BlockBytes)
        {
            TLanes.Sums(blocks, query.Tables, sums);
            uint mask = 0;
            for (int row = 0; row < CodeLayout.BlockRows; row += Lanes)
            {
                Vector256<float> length = Float((ushort*)(blocks + CodeLayout.LengthsOffset) + row);
                Vector256<float> factor = Float((ushort*)(blocks + CodeLayout.FactorsOffset) + row);
                Vector256<float> sum = Vector256.ConvertToSingle(Widen(sums + row).AsInt32());
                Vector256<float> estimate = (length + own) - (factor * ((sum * step) + least));
                estimate.Store(estimates + (block * CodeLayout.BlockRows) + row);
                mask |= Vector256.LessThanOrEqual(estimate, Vector256.Create(limit)).ExtractMostSignificantBits() << row;
            }

            masks[block] = mask;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Widen(ushort* values)
    {
        Vector128<ushort> eight = Vector128.Load(values);
        return Vector256.Create(Vector128.WidenLower(eight), Vector128.WidenUpper(eight));
    }

    /// <summary>Floats of which the upper halves are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Float(ushort* halves) => (Widen(halves) << 16).AsSingle();
}
