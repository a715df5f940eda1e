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

    /// <summary>EINVAL: the file system cannot rename so.</summary>
    private const int Unsupported = 22;

    /// <summary>ENOTSUP of macOS, which says the same.</summary>
    private const int UnsupportedMac = 45;

    /// <summary>ENOSYS of Linux: the kernel does not know it.</summary>
    private const int Unknown = 38;

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
            return MoveWindows(Extended(from), Extended(to), 0) != 0
                || (Marshal.GetLastPInvokeError() == OtherVolumeWindows ? false : throw Failure(from));
        }

        int error = RenameToFree(from, to);
        if (error is Unsupported or Unknown)
        {
            // rename(2) replaces what is there: this takes the name first, which only one can.
            new FileStream(to, FileMode.CreateNew, FileAccess.Write).Dispose();
            error = Rename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();
            if (error != 0)
            {
                File.Delete(to);
            }
        }

        return error switch
        {
            0 => true,
            OtherVolumeUnix => false,
            _ => throw new IOException($"'{from}' could not be moved: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>Renames unless the new name is taken, in one step.</summary>
    /// <returns>0, or what went wrong.</returns>
    [UnsupportedOSPlatform("windows")]
    private static int RenameToFree(string from, string to)
    {
        const int WorkingFolder = -100;
        try
        {
            bool isDone = OperatingSystem.IsLinux() ? RenameLinux(WorkingFolder, from, WorkingFolder, to, 1) == 0
                : OperatingSystem.IsMacOS() ? RenameMac(from, to, 4) == 0 : throw new EntryPointNotFoundException();
            int error = isDone ? 0 : Marshal.GetLastPInvokeError();
            return OperatingSystem.IsMacOS() && error == UnsupportedMac ? Unsupported : error;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library that does not know it yet.
            return Unknown;
        }
    }

    /// <summary>A form of a full path that Windows takes however long it is.</summary>
    private static string Extended(string path) =>
        path.StartsWith(@"\\?\", StringComparison.Ordinal) || path.StartsWith(@"\\.\", StringComparison.Ordinal) ? path
        : path.StartsWith(@"\\", StringComparison.Ordinal) ? $@"\\?\UNC\{path[2..]}" : $@"\\?\{path}";

    private static IOException Failure(string from) =>
        new($"'{from}' could not be moved: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameLinux(int fromFolder, string from, int toFolder, string to, uint flags);

    [SupportedOSPlatform("macos")]
    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameMac(string from, string to, uint flags);

    [SupportedOSPlatform("windows")]
    [LibraryImport("kernel32", EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial int MoveWindows(string from, string to, uint flags);
}
