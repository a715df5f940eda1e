namespace ImageSearch.Cluster.Shards;

/// <summary>A node, as it is asked for what its rows answer.</summary>
internal interface IShardNode
{
    /// <summary>Near rows.</summary>
    public Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel);

    /// <summary>Comparisons.</summary>
    public Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel);

    /// <summary>The rows of an image.</summary>
    public Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel);

    /// <summary>What it has ready.</summary>
    public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel);
}
