using System.Runtime;
using Microsoft.Extensions.Hosting;

namespace ImageSearch.Service.Searching;

/// <summary>Gives memory back to the system once large bodies are done with and nothing runs: by itself, an idle process keeps what it
/// had.</summary>
internal sealed class IdleTidy(BodyRoom room, SearchGate gate, ImageBuffers buffers) : BackgroundService
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

    private void Tidy()
    {
        buffers.Clear();
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        NativeHeap.GiveBack();
    }
}
