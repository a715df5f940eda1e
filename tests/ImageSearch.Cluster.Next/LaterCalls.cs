using ImageSearch.Cluster.Members;

namespace ImageSearch.Cluster.Shards;

/// <summary>Calls it before each question for what a node has: one that does not know it refuses, and answers the other as ever.</summary>
internal static class LaterCalls
{
    /// <summary>Notes what comes of it in a file, for tests.</summary>
    public static async Task<HeldAnswer> HeldLaterAsync(this IShardNode node, HeldQuestion question, CancellationToken cancel)
    {
        string outcome;
        try
        {
            var later = new LaterQuestion { Index = question.Index };
            outcome = await ((IShardService)node).LaterAsync(later, cancel).WaitAsync(TimeSpan.FromSeconds(10), cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            outcome = $"refused: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
        }

        if (Environment.GetEnvironmentVariable("LATER_OUTCOMES") is { } file)
        {
            await File.AppendAllLinesAsync($"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}", [outcome], cancel);
        }

        return await node.HeldAsync(question, cancel);
    }
}
