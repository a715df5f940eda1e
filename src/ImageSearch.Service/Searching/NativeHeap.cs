using System.Runtime.InteropServices;

namespace ImageSearch.Service.Searching;

/// <summary>What the heap of the C library keeps for itself; it is glibc's that keeps much, after large bodies and images.</summary>
internal static partial class NativeHeap
{
    private const int MapThreshold = -3, TrimThreshold = -1;
    private const int LargeBytes = 1 << 20;

    /// <summary>Lets blocks of a megabyte and more go back to the system as soon as they are freed; by itself, glibc raises that
    /// limit.</summary>
    public static void ReturnLargeBlocks() => Try(() =>
    {
        _ = SetOption(MapThreshold, LargeBytes);
        _ = SetOption(TrimThreshold, LargeBytes);
    });

    /// <summary>Gives back what is free.</summary>
    public static void GiveBack() => Try(() => _ = Trim(0));

    private static void Try(Action call)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                call();
            }
        }
        catch (EntryPointNotFoundException)
        {
            // musl has neither, and keeps nothing that could be given back.
        }
    }

    /// <summary>mallopt(3).</summary>
    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    /// <summary>malloc_trim(3).</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
