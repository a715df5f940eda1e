using System.Runtime;
using ImageSearch.Service.Problems;
using Microsoft.Extensions.Hosting;

namespace ImageSearch.Service.Searching;

/// <summary>
/// Gives memory back to the system once large bodies are done with and nothing runs: by itself, an idle process keeps what it had. Where
/// memory was missing it does so at once, whatever runs: else those who ask again and again find it as it was.
/// </summary>
internal sealed class IdleTidy(BodyRoom room, SearchGate gate, ImageBuffers buffers, MemoryShortage shortage) : BackgroundService
{
    private const long WorthItBytes = 64 << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Idle for so many intervals at least: who sends one picture after the other does not wait for this between them.</summary>
    private const int IdleIntervals = 5;

    private long _tidied;
    private int _shortages, _idle;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                long passed = room.Passed;
                int shortages = shortage.Count;
                _idle = room.Bytes == 0 && gate.Running == 0 ? _idle + 1 : 0;
                if (shortages != _shortages || (passed - _tidied >= WorthItBytes && _idle >= IdleIntervals))
                {
                    (_tidied, _shortages) = (passed, shortages);
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
