namespace ImageSearch;

/// <summary>A CUDA device failed or ran out of memory during a search, which has no answer then.</summary>
public sealed class CudaFailedException : ImageSearchException
{
    internal CudaFailedException(string device, string call, int code, string name, string text)
        : base(ErrorKind.CudaFailed, device,
            $"{device} failed: {call} returned {name} ({code}): {text}. Search again, or on the processor (device Cpu).", null)
    {
        Code = code;
        Reason = $"{call} returned {name}: {text}";
    }

    internal CudaFailedException(string device, string wrong)
        : base(ErrorKind.CudaFailed, device,
            $"{device} {wrong}, so it is not used. Search on the processor (device Cpu), and try another driver.", null) =>
        Reason = $"it {wrong}";

    /// <summary>The driver's result code; 0 if its answer was wrong.</summary>
    public int Code { get; }

    /// <summary>What failed and how, without advice.</summary>
    public string Reason { get; }
}
