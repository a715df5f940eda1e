namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>A kernel that can be run.</summary>
/// <param name="Ptx">What it was made from.</param>
/// <param name="Run">Runs a thread until it stops, and says why it did.</param>
/// <param name="Products">By the stop at which they are.</param>
internal sealed record EmulatedKernel(
    PtxKernel Ptx, Func<EmulatedThread, EmulatedBlock, int> Run, IReadOnlyDictionary<int, MatrixProduct> Products);
