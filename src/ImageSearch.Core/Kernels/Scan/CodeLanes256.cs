using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImageSearch.Kernels.Scan;

/// <summary>32 rows at a time, looked up as bytes: AVX2 (after Andre, Kermarrec, Le Scouarnec, "Cache locality is not enough:
/// high-performance nearest neighbor search with product quantization fast scan", VLDB 2015).</summary>
internal readonly unsafe struct CodeLanes256 : ICodeLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sums(byte* codes, byte* tables, ushort* sums)
    {
        if (!Avx2.IsSupported)
        {
            CodeLanes128.Sums(codes, tables, sums);
            return;
        }

        // Rows two by two in 16 bits: the sum of both, and of the odd one alone, which the first has 256 times.
        Vector256<ushort> both = default, odd = default;
        var nibble = Vector256.Create((byte)0xF);
        for (int at = 0; at < CodeLayout.CodeBytes; at++)
        {
            Vector256<byte> code = Vector256.Load(codes + (at * CodeLayout.BlockRows));
            byte* pair = tables + (at * 2 * CodeLayout.GroupValues);
            Vector256<byte> low = Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(pair), code & nibble);
            Vector256<byte> high = Avx2.Shuffle(
                Avx2.BroadcastVector128ToVector256(pair + CodeLayout.GroupValues), (code.AsUInt16() >> 4).AsByte() & nibble);
            both += low.AsUInt16() + high.AsUInt16();
            odd += (low.AsUInt16() >> 8) + (high.AsUInt16() >> 8);
        }

        Vector256<ushort> even = both - (odd << 8);
        Vector256<ushort> first = Avx2.UnpackLow(even, odd), second = Avx2.UnpackHigh(even, odd);
        Avx2.Permute2x128(first, second, 0x20).Store(sums);
        Avx2.Permute2x128(first, second, 0x31).Store(sums + Vector256<ushort>.Count);
    }
}
