using System.Runtime;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace ImageSearch.Service.Searching;

/// <summary>Gives memory back to the system once large bodies are done with and nothing runs: by itself, an idle process keeps what it had.</summary>
internal sealed partial class IdleTidy(BodyRoom room, SearchGate gate) : BackgroundService
{
    private const long WorthItBytes = 64 << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _tidied;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                long passed = room.Passed;
                if (passed - _tidied >= WorthItBytes && room.Bytes == 0 && gate.Running == 0)
                {
                    _tidied = passed;
                    Tidy();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private static void Tidy()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl keeps nothing that could be given back.
        }
    }

    /// <summary>malloc_trim(3) of glibc: what libvips freed goes back to the system.</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
