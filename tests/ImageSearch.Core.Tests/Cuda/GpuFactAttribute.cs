using ImageSearch.Cuda;

namespace ImageSearch.Tests.Cuda;

/// <summary>A test that needs a real CUDA device; skipped, with the reason, where there is none.</summary>
public sealed class GpuFactAttribute : FactAttribute
{
    public GpuFactAttribute() => Skip = Missing();

    private static string? Missing()
    {
        try
        {
            CudaDevices.Choose(NativeCudaDriver.Load(), null);
            return null;
        }
        catch (CudaUnavailableException e)
        {
            return $"NOT RUN ON A GPU: {e.Reason}";
        }
    }
}
