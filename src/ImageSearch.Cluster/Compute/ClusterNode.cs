using System.Text;
using ImageSearch.Cluster.Cache;
using ImageSearch.Cluster.Members;
using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Shards;
using ImageSearch.Cluster.Truth;

namespace ImageSearch.Cluster.Compute;

/// <summary>A node: has the newest generations of some indexes ready, and takes the next ones as they are published.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly ClusterDatabase _database;
    private readonly ObjectCache _cache;
    private readonly CancellationTokenSource _stop = new();
    private bool _isDisposed;
    private Membership? _member;
    private ShardServer? _server;
    private Task _watching = Task.CompletedTask;

    private ClusterNode(ClusterDatabase database, ObjectCache cache, IReadOnlyList<ClusterIndex> indexes)
    {
        (_database, _cache, Indexes) = (database, cache, indexes);
        Tell = Warn = _ => { };
    }

    /// <summary>Its indexes, each of them prepared.</summary>
    public IReadOnlyList<ClusterIndex> Indexes { get; }

    /// <summary>Ends, with the reason, if this node is of its cluster no more: it must start anew. Never, where it has no
    /// others.</summary>
    public Task<string> Ended => _member?.Ended ?? new TaskCompletionSource<string>().Task;

    /// <summary>Is told, in one line each, what becomes of generations, cache, database and store.</summary>
    public Action<string> Tell
    {
        get;
        set
        {
            field = value;
            _cache.Tell = value;
            Indexes.ToList().ForEach(i => i.Tell = value);
        }
    }

    /// <summary>Is told, in one line each, what somebody should do something about.</summary>
    public Action<string> Warn
    {
        get;
        set
        {
            field = value;
            _server?.Tell = value;
        }
    }

    /// <summary>Prepares the newest generations. Waits for the database, unless the cache has a generation of every index.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="cacheFolder">The folder of the cache, for this node alone.</param>
    /// <param name="names">The indexes.</param>
    /// <param name="tell">See <see cref="Tell"/>.</param>
    /// <param name="place">Where other nodes reach it, if they share the indexes; null if it has all of them.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ClusterException">An index is not published, or what is published cannot be fetched.</exception>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="ArgumentException">The connection string is none.</exception>
    public static async Task<ClusterNode> StartAsync(
        string connection, string cacheFolder, IReadOnlyList<string> names, Action<string> tell, NodePlace? place,
        CancellationToken cancel)
    {
        var database = new ClusterDatabase(connection);
        ObjectCache? cache = null;
        Membership? member = null;
        ShardServer? server = null;
        Dealing? dealing = null;
        try
        {
            string address = await StoreOfAsync(database, cacheFolder, tell, cancel).ConfigureAwait(false);
            IObjectStore store = ObjectStores.Open(address);
            cache = new ObjectCache(cacheFolder, store);
            ClusterIndex[] indexes = [.. names.Select(n => new ClusterIndex(n, database, store, cache, () => dealing))];
            if (place is not null)
            {
                server = new ShardServer(index => indexes.FirstOrDefault(i => i.Name == index)?.Held,
                    Math.Max(1, Environment.ProcessorCount - 1));
                member = await JoinAsync(place, names, database, server, tell, cancel).ConfigureAwait(false);
                dealing = new Dealing(member.Nodes, place.Replicas,
                    new ShardCalls(member.Nodes, new NodeTimes(TimeProvider.System), TimeProvider.System))
                {
                    KeptFor = place.KeptFor,
                };
            }

            var node = new ClusterNode(database, cache, indexes) { _member = member, _server = server, Tell = tell, Warn = tell };
            Task prepared = node.PrepareAsync(cancel);
            if (await Task.WhenAny(prepared, node.Ended).ConfigureAwait(false) != prepared)
            {
                throw ClusterException.NodeEnded(await node.Ended.ConfigureAwait(false));
            }

            await prepared.ConfigureAwait(false);
            await File.WriteAllTextAsync(StoreFileOf(cacheFolder), address, cancel).ConfigureAwait(false);
            node._watching = node.WatchAsync();
            return node;
        }
        catch
        {
            await (member?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
            cache?.Dispose();
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        try
        {
            await (_member?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            _stop.Dispose();
            _cache.Dispose();
            Indexes.ToList().ForEach(i => i.Dispose());
            await _database.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string StoreFileOf(string cacheFolder) => Path.Combine(Path.GetFullPath(cacheFolder), "store.txt");

    /// <summary>Where the objects lie, as the database says; or, while it does not answer, as it said the last time.</summary>
    private static async Task<string> StoreOfAsync(
        ClusterDatabase database, string cacheFolder, Action<string> tell, CancellationToken cancel)
    {
        string? known = File.Exists(StoreFileOf(cacheFolder))
            ? await File.ReadAllTextAsync(StoreFileOf(cacheFolder), Encoding.UTF8, cancel).ConfigureAwait(false) : null;
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return await database.StoreAsync(cancel).ConfigureAwait(false);
            }
            catch (ClusterException e) when (!e.IsLater && (known is not null || !e.IsNotMade))
            {
                if (isFirst)
                {
                    tell($"{e.Message} {(known is null ? "Waiting for it." : "What the cache has is served.")}");
                }

                if (known is not null)
                {
                    return known;
                }

                await Task.Delay(TryAgainAfter, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Joins the cluster; waits for the database, where nodes find each other.</summary>
    private static async Task<Membership> JoinAsync(NodePlace place, IReadOnlyList<string> indexes, ClusterDatabase database,
        IShardNode server, Action<string> tell, CancellationToken cancel)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                await database.NodesIdAsync(cancel).ConfigureAwait(false);
                break;
            }
            catch (ClusterException e) when (!e.IsNotMade)
            {
                if (isFirst)
                {
                    tell($"{e.Message} Waiting for it: nodes find each other there.");
                }

                await Task.Delay(TryAgainAfter, cancel).ConfigureAwait(false);
            }
        }

        Membership member = await Membership.JoinAsync(place, indexes, database, server, cancel).ConfigureAwait(false);
        tell($"node {place.Name} joined; up are {string.Join(", ", member.Nodes.Active.Order())}");
        return member;
    }

    private async Task PrepareAsync(CancellationToken cancel)
    {
        bool isFirst = true;
        while (true)
        {
            try
            {
                IReadOnlyList<IndexState> known = await _database.IndexesAsync(cancel).ConfigureAwait(false);

                // Side by side: nodes wait for each other's part of each.
                await Task.WhenAll(Indexes.Select(index => index.PrepareAsync(known.FirstOrDefault(s => s.Name == index.Name)?.Newest
                    ?? throw ClusterException.NotPublished(index.Name), cancel))).ConfigureAwait(false);
                return;
            }
            catch (ClusterException e) when (e is { Kind: ErrorKind.ClusterUnavailable, IsLater: false })
            {
                if (isFirst && await ArePreparedFromCacheAsync(cancel).ConfigureAwait(false))
                {
                    Indexes.ToList().ForEach(i => i.Note(e.Message));
                    return;
                }

                if (isFirst)
                {
                    Tell($"{e.Message} Waiting for it.");
                }

                isFirst = false;
                await Task.Delay(TryAgainAfter, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> ArePreparedFromCacheAsync(CancellationToken cancel)
    {
        bool all = true;
        foreach (ClusterIndex index in Indexes.Where(i => i.Newest is null))
        {
            all &= await index.TryPrepareCachedAsync(cancel).ConfigureAwait(false);
        }

        return all;
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _database.WatchAsync(LookAsync, LookEvery, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever it is: a node that no longer looked would serve what is old and not say so.
                Indexes.ToList().ForEach(i => i.Note(e.Message));
                await Task.Delay(TryAgainAfter, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task LookAsync(IReadOnlyList<IndexState> states)
    {
        // Neither waits for the other: an index may be prepared for long, and of nodes nothing may be known.
        await Task.WhenAll([.. Indexes.Select(index => LookAsync(index, states)), LookAtNodesAsync()]).ConfigureAwait(false);
    }

    private async Task LookAtNodesAsync()
    {
        if (_member is not { } member)
        {
            return;
        }

        try
        {
            await member.CheckClusterAsync(_stop.Token).ConfigureAwait(false);
            if (await member.DifferingAsync(_stop.Token).ConfigureAwait(false) is { } differing)
            {
                Warn(differing);
            }
        }
        catch (ClusterException e)
        {
            // No index is older for it, and if the database is away, the next look at them says so.
            System.Diagnostics.Trace.TraceWarning("ImageSearch: what nodes say of themselves is not known: {0}", e.Message);
        }
    }

    private async Task LookAsync(ClusterIndex index, IReadOnlyList<IndexState> states)
    {
        try
        {
            PublishedGeneration newest = states.FirstOrDefault(s => s.Name == index.Name)?.Newest
                ?? throw ClusterException.NotPublished(index.Name);
            await index.PrepareAsync(newest, _stop.Token).ConfigureAwait(false);
            index.Note(null);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !_stop.IsCancellationRequested)
        {
            // What was prepared before is served on, and the next look tries again.
            index.Note(e.Message);
        }
    }
}
