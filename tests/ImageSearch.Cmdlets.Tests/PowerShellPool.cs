using System.Collections.Concurrent;

namespace ImageSearch.Cmdlets.Tests;

/// <summary>The PowerShells that run Pester files: started once, for what they compiled for one file serves the next.</summary>
internal static class PowerShellPool
{
    private static readonly SemaphoreSlim Places = new(Math.Min(2, Environment.ProcessorCount));
    private static readonly ConcurrentBag<PesterWorker> Idle = [];

    /// <summary>Runs a file as soon as one is free.</summary>
    public static async Task<IReadOnlyList<PesterResult>> RunAsync(string file)
    {
        await Places.WaitAsync();
        PesterWorker? worker = null;
        try
        {
            worker = Idle.TryTake(out PesterWorker? idle) ? idle : await PesterWorker.StartAsync();
            IReadOnlyList<PesterResult> results = await worker.RunAsync(file);
            Idle.Add(worker);
            return results;
        }
        catch (IOException e)
        {
            worker?.Dispose();
            return [new PesterResult(Path.GetFileName(file), "Failed", 0, e.Message)];
        }
        finally
        {
            Places.Release();
        }
    }
}
