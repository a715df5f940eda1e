using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>
/// What a list keeps of a row: on which side of its cell's centre it lies along each rotated axis, and two numbers that make of such signs
/// an estimate of distances without bias (RaBitQ: Gao, Long, "RaBitQ: quantizing high-dimensional vectors with a theoretical error bound
/// for approximate nearest neighbor search", SIGMOD 2024, section 3).
/// </summary>
internal static unsafe class RowCode
{
    /// <summary>Writes a row into a block.</summary>
    /// <param name="row">The row, 128 bytes.</param>
    /// <param name="centre">Its cell's centre.</param>
    /// <param name="number">The row's number.</param>
    /// <param name="keypoint">Where it was seen.</param>
    /// <param name="block">The block.</param>
    /// <param name="lane">Its place in the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(byte* row, byte* centre, uint number, PackedKeypoint keypoint, byte* block, int lane)
    {
        int* difference = stackalloc int[CodeLayout.Signs], rotated = stackalloc int[CodeLayout.Signs];
        int squaredLength = Difference(row, centre, difference);
        CodeRotation.Run(difference, rotated);
        Vector256<int> sums = default;
        for (int at = 0; at < CodeLayout.CodeBytes; at++)
        {
            Vector256<int> eight = Vector256.Load(rotated + (at * 8));
            sums += Vector256.Abs(eight);
            block[(at * CodeLayout.BlockRows) + lane] = (byte)~eight.ExtractMostSignificantBits();
        }

        int sum = Vector256.Sum(sums);
        double factor = sum == 0 ? 0 : 2.0 * squaredLength * CodeRotation.Factor / sum;
        ((ushort*)(block + CodeLayout.LengthsOffset))[lane] = UpperHalf(squaredLength);
        ((ushort*)(block + CodeLayout.FactorsOffset))[lane] = UpperHalf((float)factor);
        ((uint*)(block + CodeLayout.RowsOffset))[lane] = number;
        block[CodeLayout.KeypointsOffset + (2 * lane)] = (byte)(keypoint.Scale >> 8);
        block[CodeLayout.KeypointsOffset + (2 * lane) + 1] = (byte)(keypoint.Angle >> 8);
    }

    /// <summary>Makes the tables by which a cell's rows are compared with a query row.</summary>
    /// <param name="row">The query row, 128 bytes.</param>
    /// <param name="centre">The cell's centre.</param>
    /// <param name="tables">Receives <see cref="CodeLayout.TableBytes"/> bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static CodeQuery Query(byte* row, byte* centre, byte* tables)
    {
        int* difference = stackalloc int[CodeLayout.Signs], rotated = stackalloc int[CodeLayout.Signs];
        int squaredLength = Difference(row, centre, difference);
        CodeRotation.Run(difference, rotated);
        int widest = 1;
        long least = 0;
        for (int group = 0; group < CodeLayout.Signs; group += CodeLayout.GroupSigns)
        {
            int half = Half(rotated + group);
            widest = Math.Max(widest, half);
            least -= half;
        }

        // A group's sums lie between -half and half; the widest takes all of a byte.
        float perStep = 127.5f / widest;
        for (int group = 0; group < CodeLayout.Signs; group += CodeLayout.GroupSigns)
        {
            Fill(rotated + group, perStep, tables + (group / CodeLayout.GroupSigns * CodeLayout.GroupValues));
        }

        return new CodeQuery(tables, widest / (127.5f * CodeRotation.Factor), (float)((double)least / CodeRotation.Factor), squaredLength);
    }

    /// <summary>What each of the 16 values of a group of four signs adds: bit 0 is the first sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(int* group, float perStep, byte* table)
    {
        float none = ((Half(group) - group[0] - group[1] - group[2] - group[3]) * perStep) + 0.5f;
        Vector256<float> low = Vector256.Create(none)
            + (Vector256.Create(0f, 1, 0, 1, 0, 1, 0, 1) * (2 * group[0] * perStep))
            + (Vector256.Create(0f, 0, 1, 1, 0, 0, 1, 1) * (2 * group[1] * perStep))
            + (Vector256.Create(0f, 0, 0, 0, 1, 1, 1, 1) * (2 * group[2] * perStep));
        Vector256<float> high = low + Vector256.Create(2 * group[3] * perStep);
        Vector256<int> first = Steps(low), second = Steps(high);
        Vector256<short> both = Vector256.Narrow(first, second);
        Vector128.Narrow(both.GetLower().AsUInt16(), both.GetUpper().AsUInt16()).Store(table);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Steps(Vector256<float> values) => Vector256.ConvertToInt32(
        Vector256.Min(Vector256.Max(values, Vector256<float>.Zero), Vector256.Create((float)byte.MaxValue)));

    /// <summary>The largest sum that a group of signs can have; the least is minus that.</summary>
    private static int Half(int* group) => Math.Abs(group[0]) + Math.Abs(group[1]) + Math.Abs(group[2]) + Math.Abs(group[3]);

    private static int Difference(byte* row, byte* centre, int* difference)
    {
        Vector256<int> squares = default;
        for (int i = 0; i < CodeLayout.Signs; i += Vector256<int>.Count)
        {
            Vector256<int> apart = Widen(row + i) - Widen(centre + i);
            apart.Store(difference + i);
            squares += apart * apart;
        }

        return Vector256.Sum(squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(byte* eight)
    {
        Vector128<ushort> shorts = Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)eight).AsByte());
        return Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts)).AsInt32();
    }

    /// <summary>The upper 16 bits of a float, rounded.</summary>
    private static ushort UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
