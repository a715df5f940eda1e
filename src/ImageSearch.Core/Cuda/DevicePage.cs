namespace ImageSearch.Cuda;

/// <summary>Device memory for rows and their squared lengths.</summary>
internal sealed class DevicePage : IDisposable
{
    private readonly CudaHandle _rows;
    private readonly CudaHandle _lengths;

    /// <exception cref="CudaFailedException">There is no memory.</exception>
    public DevicePage(CudaContext context, int capacity)
    {
        Capacity = capacity;
        _rows = context.Allocate((long)capacity * KernelShape.RowBytes);
        try
        {
            _lengths = context.Allocate((long)capacity * KernelShape.LengthBytes);
        }
        catch (CudaFailedException)
        {
            _rows.Dispose();
            throw;
        }
    }

    /// <summary>Rows that there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Rows that are there, from the first on.</summary>
    public int Loaded { get; set; }

    public nint Row(int row) => _rows.Value + (row * (nint)KernelShape.RowBytes);

    public nint Length(int row) => _lengths.Value + (row * (nint)KernelShape.LengthBytes);

    /// <summary>What a page of so many rows takes.</summary>
    public static long Bytes(long rows) => rows * (KernelShape.RowBytes + KernelShape.LengthBytes);

    public void Dispose()
    {
        _lengths.Dispose();
        _rows.Dispose();
    }
}
