using System.Runtime.InteropServices;

namespace ImageSearch.Files;

/// <summary>Asks the system to read what is about to be looked at, so that reads from a disk go on side by side.</summary>
internal static unsafe partial class ReadAhead
{
    private const int WillNeed = 3;

    /// <summary>Asks for memory that a file may be mapped to. A wish alone: where it is not heard, whoever looks waits.</summary>
    public static void Ask(byte* start, long bytes)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            nint page = (nint)start & ~(nint)(Environment.SystemPageSize - 1);
            _ = Advise(page, (nuint)((nint)start + bytes - page), WillNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_madvise")]
    private static partial int Advise(nint start, nuint bytes, int advice);
}
