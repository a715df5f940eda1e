using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageSearch.Imaging.Vips;

/// <summary>
/// What libvips logs would go to the console of whoever hosts us, so it is taken here. Most of it comes back as an error anyway; some
/// decoders (PNG) say their reason only here, so the last message is kept while an image is decoded alone.
/// </summary>
internal static class VipsLog
{
    private const int AllLevels = 0xFC;
    private static volatile string? _last;

    /// <summary>The last message since <see cref="Clear"/>.</summary>
    public static string? Last => _last;

    public static void Clear() => _last = null;

    public static unsafe void Take() => _ = VipsNative.SetLogHandler("VIPS", AllLevels, &Keep, null);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Keep(byte* domain, int level, byte* message, void* data) => _last = Marshal.PtrToStringUTF8((nint)message);
}
