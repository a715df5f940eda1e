using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>Something of the driver's that must be given back: memory, a stream, an event, a module. It keeps its context until
/// then.</summary>
internal sealed class CudaHandle : SafeHandle
{
    private readonly CudaContext _context;
    private readonly Func<ICudaDriver, nint, int> _release;

    public CudaHandle(CudaContext context, nint value, Func<ICudaDriver, nint, int> release)
        : base(0, ownsHandle: true)
    {
        _context = context;
        _release = release;
        bool added = false;
        context.DangerousAddRef(ref added);
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Valid until it is disposed.</summary>
    public nint Value => handle;

    protected override bool ReleaseHandle()
    {
        // On the finalizer's thread too, which has no context of its own. A context that failed has lost all of it already.
        bool released = _context.Driver.CtxSetCurrent(_context.Value) == 0 && _release(_context.Driver, handle) == 0;
        _context.DangerousRelease();
        return released;
    }
}
