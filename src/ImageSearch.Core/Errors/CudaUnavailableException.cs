namespace ImageSearch;

/// <summary>There is no CUDA device to search on; nothing was tried on one.</summary>
public sealed class CudaUnavailableException : ImageSearchException
{
    internal CudaUnavailableException(string reason, Exception? inner = null)
        : base(ErrorKind.CudaUnavailable, "CUDA",
            $"There is no CUDA device to search on: {reason}. Install NVIDIA's driver, or search on the processor (device Auto or Cpu).",
            inner) => Reason = reason;

    /// <summary>Why, without advice.</summary>
    public string Reason { get; }
}
