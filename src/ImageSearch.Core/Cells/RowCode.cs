using System.Runtime.CompilerServices;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>
/// What a list keeps of a row: on which side of its cell's centre it lies along each rotated axis, and two numbers that make of such signs
/// an
/// estimate of distances without bias (RaBitQ: Gao, Long, "RaBitQ: quantizing high-dimensional vectors with a theoretical error bound for
/// approximate nearest neighbor search", SIGMOD 2024, section 3).
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
        long sum = 0;
        for (int at = 0; at < CodeLayout.CodeBytes; at++)
        {
            int code = 0;
            for (int bit = 0; bit < 8; bit++)
            {
                int value = rotated[(at * 8) + bit];
                sum += Math.Abs(value);
                code |= value >= 0 ? 1 << bit : 0;
            }

            block[(at * CodeLayout.BlockRows) + lane] = (byte)code;
        }

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
        float* values = stackalloc float[CodeLayout.GroupValues];
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
            byte* table = tables + (group / CodeLayout.GroupSigns * CodeLayout.GroupValues);
            int all = rotated[group] + rotated[group + 1] + rotated[group + 2] + rotated[group + 3];
            values[0] = (Half(rotated + group) - all) * perStep;
            for (int sign = 0; sign < CodeLayout.GroupSigns; sign++)
            {
                float more = 2 * rotated[group + sign] * perStep;
                for (int value = 0; value < 1 << sign; value++)
                {
                    values[value + (1 << sign)] = values[value] + more;
                }
            }

            for (int value = 0; value < CodeLayout.GroupValues; value++)
            {
                table[value] = (byte)Math.Clamp((int)(values[value] + 0.5f), 0, byte.MaxValue);
            }
        }

        return new CodeQuery(tables, widest / (127.5f * CodeRotation.Factor), (float)((double)least / CodeRotation.Factor), squaredLength);
    }

    /// <summary>The largest sum that a group of signs can have; the least is minus that.</summary>
    private static int Half(int* group) => Math.Abs(group[0]) + Math.Abs(group[1]) + Math.Abs(group[2]) + Math.Abs(group[3]);

    private static int Difference(byte* row, byte* centre, int* difference)
    {
        int squaredLength = 0;
        for (int i = 0; i < CodeLayout.Signs; i++)
        {
            difference[i] = row[i] - centre[i];
            squaredLength += difference[i] * difference[i];
        }

        return squaredLength;
    }

    /// <summary>The upper 16 bits of a float, rounded.</summary>
    private static ushort UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
