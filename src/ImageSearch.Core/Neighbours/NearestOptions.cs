using ImageSearch.Cuda;

namespace ImageSearch.Neighbours;

/// <summary>How nearest rows are looked for. The answer depends on <paramref name="Neighbours"/> alone.</summary>
/// <param name="Neighbours">k: how many nearest rows of each query row.</param>
/// <param name="Threads">Threads to search with; 0 means one per processor.</param>
internal sealed record NearestOptions(int Neighbours, int Threads = 0)
{
    /// <summary>Where the search runs.</summary>
    public SearchDevice Device { get; init; } = SearchDevice.Cpu;

    /// <summary>Is told, on the searching thread, what compared the rows and why.</summary>
    public Action<DeviceUse>? OnDevice { get; init; }

    /// <summary>How many searches the process makes in all, which must repay the start of a device that Auto takes; null if nobody
    /// knows.</summary>
    public int? Searches { get; init; }

    /// <summary>The CUDA devices that may be taken.</summary>
    public CudaSession Session { get; init; } = CudaSession.Default;
}
