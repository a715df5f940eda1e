using System.Runtime.Intrinsics;

namespace ImageSearch.Kernels.Scan;

/// <summary>Four axes of 16 rows, in four times 16 bytes.</summary>
internal readonly record struct SketchRows128<T>(Vector128<T> A, Vector128<T> B, Vector128<T> C, Vector128<T> D);
