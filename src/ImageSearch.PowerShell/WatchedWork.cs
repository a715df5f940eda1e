using System.Diagnostics;
using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>Long work on a thread of its own, while the pipeline thread shows how far it is and how long it will take.</summary>
internal static class WatchedWork
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the work; it is handed what takes how much is done, and of how much. What it throws is thrown here.</summary>
    public static T Run<T>(Cmdlet cmdlet, string activity, string unit, Func<Action<long, long>, T> work)
    {
        long done = 0, total = 0;
        Task<T> task = Task.Run(() => work((part, whole) =>
        {
            Volatile.Write(ref total, whole);
            Volatile.Write(ref done, part);
        }));
        var clock = Stopwatch.StartNew();
        bool isShown = false;
        (long Part, long Whole) last = default;
        try
        {
            while (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Pause))
            {
                (long part, long whole) = (Volatile.Read(ref done), Volatile.Read(ref total));
                isShown = true;
                if (part < last.Part || whole != last.Whole)
                {
                    // Other work begins, whose time says nothing of that before.
                    clock.Restart();
                }

                last = (part, whole);
                cmdlet.WriteProgress(new ProgressRecord(1, activity, Status(part, whole, unit))
                {
                    PercentComplete = whole == 0 ? -1 : (int)Math.Min(100, 100 * part / whole),
                    SecondsRemaining = part == 0 ? -1 : (int)(clock.Elapsed.TotalSeconds / part * Math.Max(0, whole - part)),
                });
            }
        }
        catch (PipelineStoppedException)
        {
            // The work was told too, or cannot be broken off: where it ends, so does the cmdlet, and nobody finds it still at work.
            Task.WhenAny(task).Wait(CancellationToken.None);
            throw;
        }

        if (isShown)
        {
            cmdlet.WriteProgress(new ProgressRecord(1, activity, Status(done, total, unit)) { RecordType = ProgressRecordType.Completed });
        }

        return task.GetAwaiter().GetResult();
    }

    private static string Status(long part, long whole, string unit) => whole == 0 ? "Preparing" : $"{part} of {whole} {unit}";
}
