namespace ImageSearch.Neighbours;

/// <summary>Where the search runs.</summary>
public enum SearchDevice
{
    /// <summary>A CUDA device where there is one and the search is large enough, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A CUDA device; without one the search fails.</summary>
    Cuda,
}
