using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ImageSearch.Files;

/// <summary>
/// Gives a file another name on its own volume and never replaces what is there. <see cref="File.Move(string, string)"/> would copy and
/// delete where the new name lies on another volume, without comparing the two.
/// </summary>
internal static partial class FileMove
{
    /// <summary>EXDEV, on Linux and macOS alike.</summary>
    private const int OtherVolumeUnix = 18;

    /// <summary>ERROR_NOT_SAME_DEVICE.</summary>
    private const int OtherVolumeWindows = 17;

    /// <summary>Moves a file within its volume.</summary>
    /// <returns>False if the new name lies on another volume; nothing was changed.</returns>
    /// <exception cref="IOException">Something has the new name already, or the system refuses; nothing was changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The rights refuse; nothing was changed.</exception>
    public static bool TryMove(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            // Without flags it neither replaces nor copies.
            return MoveWindows(Extended(from), Extended(to), 0) != 0 || (Marshal.GetLastPInvokeError() == OtherVolumeWindows ? false : throw Failure(from));
        }

        // rename(2) replaces what is there: this takes the name first, which only one can.
        new FileStream(to, FileMode.CreateNew, FileAccess.Write).Dispose();
        if (Rename(from, to) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        File.Delete(to);
        return error == OtherVolumeUnix ? false : throw new IOException($"'{from}' could not be moved: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>A form of the path that Windows takes however long it is.</summary>
    private static string Extended(string path) =>
        path.StartsWith(@"\\", StringComparison.Ordinal) ? $@"\\?\UNC\{path[2..]}" : $@"\\?\{path}";

    private static IOException Failure(string from) =>
        new($"'{from}' could not be moved: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [SupportedOSPlatform("windows")]
    [LibraryImport("kernel32", EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial int MoveWindows(string from, string to, uint flags);
}
