using System.Collections.Concurrent;
using System.Text.Json;
using ImageSearch.Cluster.Cache;
using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Shards;
using ImageSearch.Cluster.Truth;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Compute;

/// <summary>An index that is published, as this node has it: the newest generation that could be prepared. It is served until the next one
/// is prepared, whatever becomes of database and store.</summary>
/// <param name="name">The index's name.</param>
/// <param name="database">The database.</param>
/// <param name="store">The store.</param>
/// <param name="cache">The node's cache.</param>
/// <param name="dealing">How its rows are dealt out over nodes; null where each node has all of them.</param>
internal sealed partial class ClusterIndex(string name, ClusterDatabase database, IObjectStore store, ObjectCache cache,
    Func<Dealing?> dealing) : IIndexHome, IDisposable
{
    /// <summary>Names the newest generation that was prepared, for a start without the database.</summary>
    private const string NewestFile = "newest.json";

    /// <summary>So long something older must be published than what is served, to be taken for restored.</summary>
    private static readonly TimeSpan OlderFor = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _preparing = new(1, 1);
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Publisher _publisher = new(database, store);
    private readonly ConcurrentDictionary<long, string> _files = [];
    private volatile PreparedGeneration? _newest;
    private volatile Trouble? _trouble;
    private SealedViews? _views;
    private (string Sha256, DateTime SinceUtc)? _older;

    /// <inheritdoc/>
    public string Description => $"'{name}' of the cluster {database.Description}";

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What is served; null before the first one was prepared.</summary>
    public PreparedGeneration? Newest => _newest;

    /// <summary>Is told of generations that were prepared.</summary>
    public Action<string> Tell { get; set; } = _ => { };

    /// <inheritdoc/>
    public void Dispose()
    {
        _preparing.Dispose();
        _changing.Dispose();
    }

    /// <inheritdoc/>
    public ImageIndex Open(IRowCopies copies) => (_newest ?? throw ClusterException.NotPublished(name)).Opened.Index;

    /// <inheritdoc/>
    public bool IsNewest(ImageIndex index) => ReferenceEquals(index, _newest?.Opened.Index)
        && (_trouble is not { } trouble ? true : throw ClusterException.Stale(name, trouble.Reason, trouble.SinceUtc));

    /// <inheritdoc/>
    public void CheckIsWritable()
    {
        // Whether the database lets this node write is told by its first change: asking would be one.
    }

    /// <summary>Notes that it is not known what is published, or that it is again.</summary>
    public void Note(string? trouble)
    {
        if (trouble is not null && trouble != _trouble?.Reason)
        {
            Tell($"index {name}: {trouble}");
        }

        _trouble = trouble is null ? null : new Trouble(trouble, _trouble?.SinceUtc ?? DateTime.UtcNow);
    }

    /// <summary>Fetches what a generation needs, looks at all of it, and then serves it.</summary>
    /// <exception cref="ClusterException">The store cannot be used, or has other bytes.</exception>
    /// <exception cref="IndexException">What is published cannot be opened.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public async Task PrepareAsync(PublishedGeneration generation, CancellationToken cancel)
    {
        await _preparing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await PrepareAloneAsync(generation, cancel).ConfigureAwait(false);
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>Prepares the generation that was prepared last, of what the cache has.</summary>
    /// <returns>False if the cache has none, or not all of it.</returns>
    public async Task<bool> TryPrepareCachedAsync(CancellationToken cancel)
    {
        try
        {
            byte[] known = await File.ReadAllBytesAsync(cache.PathOf(name, NewestFile), cancel).ConfigureAwait(false);
            await PrepareAsync(JsonSerializer.Deserialize<PublishedGeneration>(known)!, cancel).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or JsonException or ClusterException)
        {
            Tell($"index {name}: the cache does not have it: {e.Message}");
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<ImageIndex> ChangeAsync(Action<ImageIndex> change, IRowCopies copies, TimeSpan wait)
    {
        // Not what prepares: while this node waits for its turn to publish, others publish, and count on it to take that up.
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (await PublishAsync(change, wait).ConfigureAwait(false) is { } published)
            {
                await TakeUpAsync(published.Next, published.Made).ConfigureAwait(false);
            }

            return _newest!.Opened.Index;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Changes a copy of what is published, and publishes it; null if there is no change. The lease is given back then: what is
    /// left to do concerns this node alone.</summary>
    private async Task<(PublishedGeneration Next, IReadOnlyList<(ObjectName, byte[])> Made)?> PublishAsync(
        Action<ImageIndex> change, TimeSpan wait)
    {
        await using LeaseKeeper keeper = await LeaseKeeper.TakeAsync(database, name, wait, CancellationToken.None).ConfigureAwait(false);
        IReadOnlyList<PublishedGeneration> published = await database.GenerationsAsync(name, CancellationToken.None).ConfigureAwait(false);
        PublishedGeneration newest = published.FirstOrDefault() ?? throw ClusterException.NotPublished(name);
        await PrepareAsync(newest, CancellationToken.None).ConfigureAwait(false);
        (PreparedGeneration before, SealedIndex own) = await CopyAsync().ConfigureAwait(false);
        if (before.Generation.Generation != keeper.Lease.Generation)
        {
            throw ClusterException.Overtaken(name);
        }

        await Task.Run(() => change(own.Index)).ConfigureAwait(false);
        return SealedCommit.Of(own, before.Manifest.Layout, TargetOf(before.Manifest)) is { } commit
            ? await _publisher.PublishChangeAsync(keeper.Lease, before.Manifest, commit, (own.Index.ImageCount, own.Index.RowCount),
                CancellationToken.None).ConfigureAwait(false)
            : null;
    }

    /// <summary>A copy of what is served, to be changed: what is not published must not be seen. No file goes while it is opened.</summary>
    private async Task<(PreparedGeneration Of, SealedIndex Own)> CopyAsync()
    {
        await _preparing.WaitAsync().ConfigureAwait(false);
        try
        {
            PreparedGeneration before = _newest!;
            SealedIndex own = SealedIndex.Open(
                before.Manifest.Layout, FileOf, new SealedViews(FileOf), TargetOf(before.Manifest), before.Has);
            own.Index.Elsewhere = before.Opened.Index.Elsewhere;
            return (before, own);
        }
        finally
        {
            _preparing.Release();
        }
    }

    private async Task TakeUpAsync(PublishedGeneration next, IReadOnlyList<(ObjectName, byte[])> made)
    {
        try
        {
            foreach ((ObjectName objectName, byte[] bytes) in made)
            {
                await cache.PutAsync(objectName, bytes, CancellationToken.None).ConfigureAwait(false);
            }

            await PrepareAsync(next, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ImageSearchException or IOException or UnauthorizedAccessException)
        {
            // It is published, so it is no failure: this node shows it once it can, and says so until then.
            Note(e.Message);
        }
    }

    private async Task PrepareAloneAsync(PublishedGeneration generation, CancellationToken cancel)
    {
        bool drops = false;
        if (_newest is { } known && known.Generation.Sha256 == generation.Sha256)
        {
            drops = await MayDropAsync(known, cancel).ConfigureAwait(false);
            if (!drops && HasItsOwn(known))
            {
                return;
            }
        }
        else if (_newest?.Generation.Generation >= generation.Generation && !IsRestored(generation))
        {
            return;
        }

        ObjectName manifestName = generation.Manifest;
        Manifest manifest = Manifests.Parse(manifestName, await cache.ReadAsync(manifestName, cancel).ConfigureAwait(false));
        IReadOnlySet<long>? here = await FetchAsync(manifest, drops ? null : _newest, cancel).ConfigureAwait(false);
        foreach (ManifestBlock block in manifest.Blocks)
        {
            _files[block.Offset] = cache.PathOf(block.Object(name));
        }

        _views ??= new SealedViews(FileOf);
        PreparedGeneration prepared = await Task.Run(() => Open(generation, manifest, here), cancel).ConfigureAwait(false);
        await HoldAsync(prepared, cancel).ConfigureAwait(false);
        await File.WriteAllBytesAsync(cache.PathOf(name, NewestFile), JsonSerializer.SerializeToUtf8Bytes(generation), cancel)
            .ConfigureAwait(false);
        _newest = prepared;
        _older = null;
        Tell($"index {name}: generation {generation.Generation} is prepared, {generation.Images} images, {generation.Rows} rows"
            + (here is null ? "" : $"; {here.Count} of {manifest.Blocks.Count(b => b.Kind == BlockKind.Segment)} segments lie here"));
        cache.Tidy(name, manifest.Blocks.Where(b => prepared.Has(b)).Select(b => b.Sha256).Append(generation.Sha256).Append(NewestFile)
            .ToHashSet());
    }

    /// <summary>Whether what is published is older than what is served, and stays so: the database was restored. A look that was overtaken
    /// sees an older one too, once.</summary>
    private bool IsRestored(PublishedGeneration generation)
    {
        if (_older is { } older && older.Sha256 == generation.Sha256)
        {
            return DateTime.UtcNow - older.SinceUtc > OlderFor;
        }

        _older = (generation.Sha256, DateTime.UtcNow);
        return false;
    }

    private PreparedGeneration Open(PublishedGeneration generation, Manifest manifest, IReadOnlySet<long>? here)
    {
        try
        {
            SealedIndex opened = SealedIndex.Open(manifest.Layout, FileOf, _views!, TargetOf(manifest),
                here is null ? null : block => here.Contains(block.Offset));
            opened.Index.Elsewhere = here is null ? null : new DealtIndex(name, generation.Sha256, dealing()!.Calls);
            opened.EnsureSound();
            return new PreparedGeneration(generation, manifest, opened, here);
        }
        catch (IndexException e) when (e.Kind != ErrorKind.IndexVersionUnsupported)
        {
            // The bytes were right when they came: whatever they are now is fetched again.
            cache.Doubt();
            throw;
        }
    }

    private string FileOf(SealedBlock block) => _files[block.Offset];

    /// <summary>What relative paths are relative to: the folder that was published, if this system knows such paths.</summary>
    private string TargetOf(Manifest manifest) => Path.IsPathFullyQualified(manifest.Folder)
        ? Path.Combine(manifest.Folder, name + ".imgidx") : cache.PathOf(name, name + ".imgidx");

    /// <summary>Why it is not known, or not had, what is published.</summary>
    private sealed record Trouble(string Reason, DateTime SinceUtc);
}
