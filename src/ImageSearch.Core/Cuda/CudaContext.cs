using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>A device's primary context, which other users of the device in this process share.</summary>
internal sealed class CudaContext : SafeHandle
{
    private readonly int _device;

    /// <summary>Retains the context.</summary>
    /// <exception cref="CudaFailedException">The driver refuses.</exception>
    public CudaContext(ICudaDriver driver, CudaDeviceInfo info)
        : base(0, ownsHandle: true)
    {
        Driver = driver;
        Info = info;
        _device = info.Handle;
        Check(driver.DevicePrimaryCtxRetain(out nint context, _device), "cuDevicePrimaryCtxRetain");
        SetHandle(context);
    }

    public ICudaDriver Driver { get; }

    public CudaDeviceInfo Info { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Valid until it is disposed.</summary>
    public nint Value => handle;

    /// <summary>Makes this the calling thread's context, as every call needs it.</summary>
    public void SetCurrent() => Check(Driver.CtxSetCurrent(handle), "cuCtxSetCurrent");

    /// <summary>Throws unless a call succeeded.</summary>
    /// <exception cref="CudaFailedException">It did not.</exception>
    public void Check(int code, string call) => CudaResult.Check(Driver, Info.ToString(), code, call);

    /// <summary>Device memory.</summary>
    public CudaHandle Allocate(long bytes)
    {
        Check(Driver.MemAlloc(out nint address, (nuint)bytes), $"cuMemAlloc({bytes})");
        return new CudaHandle(this, address, (d, a) => d.MemFree(a));
    }

    /// <summary>Memory of the host that the device copies from while the host does other things.</summary>
    public CudaHandle AllocatePinned(long bytes)
    {
        Check(Driver.MemHostAlloc(out nint address, (nuint)bytes, 0), $"cuMemHostAlloc({bytes})");
        return new CudaHandle(this, address, (d, a) => d.MemFreeHost(a));
    }

    /// <summary>A stream that waits for no other.</summary>
    public CudaHandle CreateStream()
    {
        const uint NonBlocking = 1;
        Check(Driver.StreamCreate(out nint stream, NonBlocking), "cuStreamCreate");
        return new CudaHandle(this, stream, (d, s) => d.StreamDestroy(s));
    }

    /// <summary>An event that a thread can wait for without spinning.</summary>
    public CudaHandle CreateEvent()
    {
        const uint BlockingSync = 1, DisableTiming = 2;
        Check(Driver.EventCreate(out nint created, BlockingSync | DisableTiming), "cuEventCreate");
        return new CudaHandle(this, created, (d, e) => d.EventDestroy(e));
    }

    protected override bool ReleaseHandle() => Driver.DevicePrimaryCtxRelease(_device) == 0;
}
