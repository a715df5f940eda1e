namespace ImageSearch.Kernels.Scan;

/// <summary>The instructions that the search's kernels are made of.</summary>
internal enum ScanLevel
{
    /// <summary>The reference, one lane at a time.</summary>
    Scalar,

    /// <summary>16 bytes: SSE2, Arm's AdvSimd, or whatever the runtime has for them.</summary>
    Vector128,

    /// <summary>32 bytes: AVX2.</summary>
    Vector256,

    /// <summary>64 bytes: AVX-512BW.</summary>
    Vector512,

    /// <summary>32 bytes, four products of bytes at once: AVX-VNNI.</summary>
    AvxVnni,

    /// <summary>16 bytes, four products of bytes at once: Arm's dot product.</summary>
    ArmDot,
}
