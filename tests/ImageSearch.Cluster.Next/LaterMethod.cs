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
