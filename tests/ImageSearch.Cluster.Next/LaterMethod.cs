using ImageSearch.Cluster.Shards;
using Orleans.Concurrency;

namespace ImageSearch.Cluster.Members;

// A method that the version before does not have.
internal partial interface IShardService
{
    [AlwaysInterleave]
    [Alias("later")]
    public Task<string> LaterAsync(LaterQuestion question, CancellationToken cancel);
}

internal sealed partial class ShardService
{
    public Task<string> LaterAsync(LaterQuestion question, CancellationToken cancel) => Task.FromResult($"later {question.Index}");
}

/// <summary>Calls it before each question for what a node has: one that does not know it refuses, and answers the other as ever.</summary>
internal static class LaterMethod
{
    /// <summary>Notes what comes of it in a file, for tests.</summary>
    public static async Task<HeldAnswer> HeldLaterAsync(this IShardService service, HeldQuestion question, CancellationToken cancel)
    {
        string outcome;
        try
        {
            outcome = await service.LaterAsync(new LaterQuestion { Index = question.Index }, cancel).WaitAsync(TimeSpan.FromSeconds(10), cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            outcome = $"refused: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
        }

        if (Environment.GetEnvironmentVariable("LATER_OUTCOMES") is { } file)
        {
            await File.AppendAllLinesAsync($"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}", [outcome], cancel);
        }

        return await service.HeldAsync(question, cancel);
    }
}
