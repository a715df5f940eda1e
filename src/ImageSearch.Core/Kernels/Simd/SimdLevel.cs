namespace ImageSearch.Kernels.Simd;

/// <summary>Vector widths of the kernels.</summary>
internal enum SimdLevel
{
    Scalar,
    Vector128,
    Vector256,
    Vector512,
}
