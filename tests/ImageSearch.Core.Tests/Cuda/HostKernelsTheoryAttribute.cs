namespace ImageSearch.Tests.Cuda;

/// <inheritdoc cref="HostKernelsFactAttribute"/>
public sealed class HostKernelsTheoryAttribute : TheoryAttribute
{
    public HostKernelsTheoryAttribute() => Skip = HostKernels.Missing is { } missing ? $"CUDA KERNELS NOT TRIED: {missing}" : null;
}
