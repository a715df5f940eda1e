namespace ImageSearch.Cuda;

/// <summary>Device memory that grows as it is needed; what was in it is lost then.</summary>
internal sealed class DeviceBuffer(CudaContext context) : IDisposable
{
    private CudaHandle? _memory;
    private long _bytes;

    /// <summary>Its address, with room for so many bytes.</summary>
    /// <exception cref="CudaFailedException">There is no memory.</exception>
    public nint Ensure(long bytes)
    {
        if (_memory is null || bytes > _bytes)
        {
            Dispose();
            _memory = context.Allocate(bytes);
            _bytes = bytes;
        }

        return _memory.Value;
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _memory = null;
    }
}
