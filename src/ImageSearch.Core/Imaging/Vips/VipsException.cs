using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ImageSearch.Imaging.Vips;

/// <summary>libvips refused an operation; the message is its own. Never leaves Imaging.</summary>
internal sealed partial class VipsException(string message) : Exception(message)
{
    private const int MaxLines = 3;

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
            return new VipsException(lines.Length == 0 ? VipsLog.Last ?? "libvips gave no reason" : Brief(lines));
        }
    }

    /// <summary>Lines that differ in numbers alone are one: libheif looks for the end of a file often, and its reason comes after
    /// that.</summary>
    internal static string Brief(string[] lines) => string.Join("; ", lines.DistinctBy(line => Digits().Replace(line, "")).Take(MaxLines));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
