using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels.Simd;

/// <summary>The width to use: the widest that the processor has, or what the environment variable names (for tests and
/// measurements).</summary>
internal static class SimdChoice
{
    /// <summary>Scalar, Vector128, Vector256 or Vector512; a width that the processor lacks still gives the same answers, slowly.</summary>
    public const string Variable = "IMAGESEARCH_SIMD";

    public static SimdLevel Level { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    public static SimdLevel Choose(string? named)
    {
        if (Enum.TryParse(named, ignoreCase: true, out SimdLevel level) && Enum.IsDefined(level))
        {
            return level;
        }

        return Vector512.IsHardwareAccelerated ? SimdLevel.Vector512
            : Vector256.IsHardwareAccelerated ? SimdLevel.Vector256 : SimdLevel.Vector128;
    }
}
