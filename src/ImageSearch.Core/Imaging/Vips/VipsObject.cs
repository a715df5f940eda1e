using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>One reference to a GObject of libvips: an image, a source or an operation.</summary>
internal sealed class VipsObject : SafeHandle
{
    private VipsObject(nint instance)
        : base(0, ownsHandle: true) => SetHandle(instance);

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes over one reference; null, with the reason in libvips's error buffer, is an error.</summary>
    /// <exception cref="VipsException">libvips returned null.</exception>
    public static VipsObject Own(nint instance) => instance == 0 ? throw VipsException.FromErrorBuffer() : new VipsObject(instance);

    protected override bool ReleaseHandle()
    {
        VipsNative.Unref(handle);
        return true;
    }
}
