using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>libvips refused an operation; the message is its own. Never leaves Imaging.</summary>
internal sealed class VipsException(string message) : Exception(message)
{
    private static readonly Lock BufferLock = new();

    /// <summary>Takes what libvips said last and clears it. The buffer is one for all threads.</summary>
    public static unsafe VipsException FromErrorBuffer()
    {
        lock (BufferLock)
        {
            nint copy = VipsNative.CopyErrorBuffer();
            string text = Marshal.PtrToStringUTF8(copy) ?? "";
            VipsNative.Free((void*)copy);
            VipsNative.ClearError();
            string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return new VipsException(lines.Length == 0 ? VipsLog.Last ?? "libvips gave no reason" : string.Join("; ", lines.Distinct().Take(3)));
        }
    }
}
