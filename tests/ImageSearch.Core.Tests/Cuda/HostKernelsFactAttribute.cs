namespace ImageSearch.Tests.Cuda;

/// <summary>A test that runs the kernels on the host; skipped, with the reason, where they cannot be compiled.</summary>
public sealed class HostKernelsFactAttribute : FactAttribute
{
    public HostKernelsFactAttribute() => Skip = HostKernels.Missing is { } missing ? $"CUDA KERNELS NOT TRIED: {missing}" : null;
}
