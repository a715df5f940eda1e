using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Truth;

namespace ImageSearch.Cluster.Publishing;

/// <summary>Deletes what no generation has that is kept: those are the newest, and what was newest a while ago.</summary>
/// <param name="database">The database.</param>
/// <param name="store">The store.</param>
internal sealed class Collector(ClusterDatabase database, IObjectStore store)
{
    /// <summary>For so long generations are kept that others followed, and objects that were not published yet.</summary>
    public static TimeSpan Usual { get; } = TimeSpan.FromDays(1);

    /// <summary>Collects an index. May be ended and run again at any time, and beside others.</summary>
    /// <returns>How many objects were deleted, and how many bytes they had.</returns>
    /// <exception cref="ClusterException">The database or the store cannot be used, or what is kept cannot be read: nothing was
    /// changed then.</exception>
    public async Task<(int Objects, long Bytes)> CollectAsync(string index, TimeSpan after, CancellationToken cancel)
    {
        var kept = new HashSet<string>();
        foreach (PublishedGeneration generation in await database.KeptAsync(index, after, cancel).ConfigureAwait(false))
        {
            kept.Add(generation.Sha256);
            kept.UnionWith((await new Manifests(store).ReadAsync(generation, cancel).ConfigureAwait(false)).Blocks.Select(b => b.Sha256));
        }

        await database.ForgetAsync(index, after, cancel).ConfigureAwait(false);
        await database.Step("kept").ConfigureAwait(false);
        int objects = 0;
        long bytes = 0;
        foreach (ObjectName going in await database.MarkAsync(index, kept, after, cancel).ConfigureAwait(false))
        {
            await database.Step("marked").ConfigureAwait(false);
            await store.DeleteAsync(going.Path, cancel).ConfigureAwait(false);
            await database.ForgetAsync(going, cancel).ConfigureAwait(false);
            (objects, bytes) = (objects + 1, bytes + going.Bytes);
        }

        return (objects, bytes);
    }
}
