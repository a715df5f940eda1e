namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>A product that the threads of a warp compute together: at which stop, and in which registers its parts are.</summary>
internal sealed record MatrixProduct(int Stop, int[] Results, int[] Left, int[] Right, int[] Addends);
