using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ImageSearch.Kernels.Simd;

/// <summary>Asks for memory that is about to be read. Where the processor has no way to ask, nothing happens.</summary>
internal static unsafe class Prefetch
{
    private const int LineBytes = 64;

    /// <summary>A row of 128 bytes that begins at a multiple of 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row(byte* row)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(row);
            Sse.Prefetch0(row + LineBytes);
        }
    }
}
