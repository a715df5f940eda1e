using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ImageSearch.Files;

/// <summary>Whose a file is and who may do what with it: a file that replaces another gets both from it, as far as the system lets this
/// user.</summary>
internal static partial class FileOwner
{
    /// <summary>Gives a file the owner and the mode of another, if that is there. Windows lets what is moved inherit them from the
    /// folder.</summary>
    public static void Copy(string from, string to)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(from))
        {
            return;
        }

        (uint User, uint Group)? wanted = Of(from), now = Of(to);
        if (wanted is { } owner && wanted != now && Give(to, owner.User, owner.Group) != 0)
        {
            // Only root gives files away; whoever replaces a file of somebody else is its owner then, as with every other program.
            System.Diagnostics.Trace.TraceWarning("ImageSearch: the owner of '{0}' could not be kept: error {1}", from,
                Marshal.GetLastPInvokeError());
        }

        // Afterwards: giving a file away may take bits of its mode.
        File.SetUnixFileMode(to, File.GetUnixFileMode(from));
    }

    /// <summary>User and group of a file; null where the system does not tell.</summary>
    internal static (uint User, uint Group)? Of(string path) =>
        OperatingSystem.IsLinux() ? LinuxFiles.OwnerOf(path) : OperatingSystem.IsMacOS() ? MacFiles.OwnerOf(path) : null;

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Give(string path, uint user, uint group);
}
