using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ImageSearch.Files;

/// <summary>Reads a file that another holds locked. On Unix .NET itself asks for the lock of whatever it opens, and is refused.</summary>
internal static partial class SharedReading
{
    public static FileStream Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        int descriptor = OpenUnix(path, 0);
        return descriptor >= 0
            ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read)
            : throw new IOException($"'{path}' cannot be opened: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>open(2), for reading.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenUnix(string path, int flags);
}
