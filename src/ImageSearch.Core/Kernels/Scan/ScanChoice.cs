using System.Runtime.Intrinsics;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Kernels.Scan;

/// <summary>The search's instructions: the best that the processor has, or what the environment variable names (for tests and
/// measurements).</summary>
internal static class ScanChoice
{
    /// <summary>A level that the processor lacks still gives the same answers, slowly.</summary>
    public static ScanLevel Level { get; } = Choose(Environment.GetEnvironmentVariable(SimdChoice.Variable));

    public static ScanLevel Choose(string? named)
    {
        if (Enum.TryParse(named, ignoreCase: true, out ScanLevel level) && Enum.IsDefined(level))
        {
            return level;
        }

        return ByteProducts.IsVnni ? ScanLevel.AvxVnni
            : ByteProducts.IsArmDot ? ScanLevel.ArmDot
            : Vector512.IsHardwareAccelerated ? ScanLevel.Vector512
            : Vector256.IsHardwareAccelerated ? ScanLevel.Vector256 : ScanLevel.Vector128;
    }
}
