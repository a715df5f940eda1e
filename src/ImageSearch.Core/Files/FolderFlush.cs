using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ImageSearch.Files;

/// <summary>
/// Waits until the names in a folder are on the disk: of a file that was copied its bytes may be there, and its name not yet. Windows
/// keeps names in a journal.
/// </summary>
internal static partial class FolderFlush
{
    /// <param name="file">A file that was just given its name.</param>
    public static void WaitForNameOf(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(Path.GetDirectoryName(Path.GetFullPath(file))!, 0);
        if (descriptor >= 0)
        {
            // Some file systems cannot, and say so; more than to ask is not to be done.
            _ = Flush(descriptor);
            _ = Close(descriptor);
        }
    }

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
