using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels.Scan;

/// <summary>16 rows at a time, looked up as bytes: SSSE3, Arm's AdvSimd, or whatever the runtime has for them.</summary>
internal readonly unsafe struct CodeLanes128 : ICodeLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sums(byte* codes, byte* tables, ushort* sums)
    {
        for (int row = 0; row < CodeLayout.BlockRows; row += Vector128<byte>.Count)
        {
            // Rows two by two in 16 bits: the sum of both, and of the odd one alone, which the first has 256 times.
            Vector128<ushort> both = default, odd = default;
            for (int at = 0; at < CodeLayout.CodeBytes; at++)
            {
                Vector128<byte> code = Vector128.Load(codes + (at * CodeLayout.BlockRows) + row), nibble = Vector128.Create((byte)0xF);
                byte* pair = tables + (at * 2 * CodeLayout.GroupValues);
                Vector128<byte> low = Vector128.ShuffleNative(Vector128.Load(pair), code & nibble);
                Vector128<byte> high = Vector128.ShuffleNative(Vector128.Load(pair + CodeLayout.GroupValues), (code >> 4) & nibble);
                both += low.AsUInt16() + high.AsUInt16();
                odd += (low.AsUInt16() >> 8) + (high.AsUInt16() >> 8);
            }

            Vector128<ushort> even = both - (odd << 8);
            for (int lane = 0; lane < Vector128<ushort>.Count; lane++)
            {
                sums[row + (2 * lane)] = even[lane];
                sums[row + (2 * lane) + 1] = odd[lane];
            }
        }
    }
}
