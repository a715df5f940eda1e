using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Truth;
using ImageSearch.Files;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Publishing;

/// <summary>Publishes what index files hold, and what nodes change.</summary>
/// <param name="database">The database.</param>
/// <param name="store">The store.</param>
internal sealed class Publisher(ClusterDatabase database, IObjectStore store)
{
    private readonly Uploads _uploads = new(database, store);
    private readonly Manifests _manifests = new(store);

    /// <summary>Is told how many bytes were looked at, and of how many.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>Publishes a file: of what is published already, nothing is sent again.</summary>
    /// <param name="index">The index's name.</param>
    /// <param name="path">The file; others may add to it meanwhile.</param>
    /// <param name="force">Whether it replaces what nodes changed in the published index, and the file lacks; and what a later version
    /// published, which this one cannot read.</param>
    /// <param name="cancel">Ends it; nothing was published then.</param>
    /// <returns>What was published; null if it was already.</returns>
    /// <exception cref="ClusterException">Another writer is at it, what is published needs force, or the database or the store cannot be
    /// used.</exception>
    /// <exception cref="IndexException">The file is damaged or cannot be read.</exception>
    public async Task<PublishedGeneration?> PublishFileAsync(string index, string path, bool force, CancellationToken cancel)
    {
        string target = LinkTarget.Resolve(Path.GetFullPath(path));
        await using FileStream file = OpenedIndex.Guard(path, target, () => OpenedIndex.OpenToRead(target));
        (IndexLayout layout, Storage.Format.IndexState state) = OpenedIndex.Guard(path, target,
            () => (IndexLayout.Read(file, path).Checked(), IndexFileReader.Read(file, path)));
        await using LeaseKeeper keeper = await LeaseKeeper.TakeAsync(database, index, TimeSpan.Zero, cancel).ConfigureAwait(false);
        Manifest? before = await BeforeAsync(keeper.Lease, force, cancel).ConfigureAwait(false);
        if (before is not null && before.Layout.Slot == layout.Slot && IsContinued(before.Layout, layout))
        {
            return null;
        }

        if (before is { HasNodeChanges: true } && !force && !IsContinued(before.Layout, layout))
        {
            throw ClusterException.Diverged(index, path);
        }

        Dictionary<SealedBlock, ObjectName> objects = KnownOf(index, before, layout);
        List<ObjectName> made = await UploadAsync(index, file, path, layout, objects, cancel).ConfigureAwait(false);
        var manifest = Manifest.Of(layout, objects, Path.GetDirectoryName(target)!, hasNodeChanges: false);
        (PublishedGeneration next, _) = await PublishAsync(
            keeper.Lease, manifest, made, (state.Catalog.Images.Count, state.LiveRows), cancel).ConfigureAwait(false);
        return next;
    }

    /// <summary>Publishes what a node changed.</summary>
    /// <param name="lease">The writer's lease.</param>
    /// <param name="before">What was published before.</param>
    /// <param name="commit">The change.</param>
    /// <param name="counts">How many images and rows there are after it.</param>
    /// <param name="cancel">Ends it; nothing was published then.</param>
    /// <returns>What was published, and the objects that were made with their bytes.</returns>
    /// <exception cref="ClusterException">Another writer was there, or the database or the store cannot be used.</exception>
    public async Task<(PublishedGeneration Next, IReadOnlyList<(ObjectName, byte[])> Made)> PublishChangeAsync(
        Lease lease, Manifest before, SealedCommit commit, (long Images, long Rows) counts, CancellationToken cancel)
    {
        Dictionary<SealedBlock, ObjectName> objects = KnownOf(lease.Index, before, commit.Layout);
        var made = new List<(ObjectName Name, byte[] Bytes)>();
        foreach ((SealedBlock block, ReadOnlyMemory<byte> bytes) in commit.Added)
        {
            byte[] copy = bytes.ToArray();
            objects[block] = await _uploads.PutAsync(lease.Index, ManifestBlock.NameOf(block.Kind), copy, cancel).ConfigureAwait(false);
            made.Add((objects[block], copy));
        }

        var manifest = Manifest.Of(commit.Layout, objects, before.Folder, hasNodeChanges: true);
        (PublishedGeneration next, byte[] content) = await PublishAsync(lease, manifest, [.. made.Select(m => m.Name)], counts, cancel)
            .ConfigureAwait(false);
        return (next, [.. made, (next.Manifest, content)]);
    }

    private async Task<(PublishedGeneration Next, byte[] Manifest)> PublishAsync(
        Lease lease, Manifest manifest, List<ObjectName> made, (long Images, long Rows) counts, CancellationToken cancel)
    {
        byte[] content = manifest.ToBytes();
        ObjectName name = await _uploads.PutAsync(lease.Index, ObjectName.Generation, content, cancel).ConfigureAwait(false);
        var next = new PublishedGeneration(lease.Index, lease.Generation + 1, lease.Epoch, name.Sha256, name.Number, name.Bytes,
            counts.Images, counts.Rows, lease.Writer);
        await database.PublishAsync(lease, next, [.. made.Append(name).DistinctBy(m => m.Sha256)], cancel).ConfigureAwait(false);
        return (next, content);
    }

    private async Task<Manifest?> BeforeAsync(Lease lease, bool force, CancellationToken cancel)
    {
        if (lease.Generation == 0)
        {
            return null;
        }

        IReadOnlyList<PublishedGeneration> generations = await database.GenerationsAsync(lease.Index, cancel).ConfigureAwait(false);
        if (generations.FirstOrDefault()?.Generation != lease.Generation)
        {
            throw ClusterException.Overtaken(lease.Index);
        }

        try
        {
            return await _manifests.ReadAsync(generations[0], cancel).ConfigureAwait(false);
        }
        catch (ClusterException e) when (force && e.Kind == ErrorKind.IndexVersionUnsupported)
        {
            // Whatever it is, the file takes its place; what the store has of the file already is not sent again.
            return null;
        }
    }

    /// <summary>Whether a file has all that was published, and something behind it.</summary>
    private static bool IsContinued(IndexLayout before, IndexLayout layout) =>
        layout.Blocks.Count >= before.Blocks.Count && layout.Blocks.Take(before.Blocks.Count).SequenceEqual(before.Blocks);

    /// <summary>The objects of blocks that are published already: their headers vouch for their bytes.</summary>
    private static Dictionary<SealedBlock, ObjectName> KnownOf(string index, Manifest? before, IndexLayout layout)
    {
        var published = new Dictionary<SealedBlock, ObjectName>();
        foreach (ManifestBlock block in before?.Blocks ?? [])
        {
            published[new SealedBlock(block.Kind, block.Offset, block.Bytes, block.Header)] = block.Object(index);
        }

        return layout.Blocks.Where(published.ContainsKey).ToDictionary(b => b, b => published[b]);
    }

    private async Task<List<ObjectName>> UploadAsync(string index, FileStream file, string path, IndexLayout layout,
        Dictionary<SealedBlock, ObjectName> objects, CancellationToken cancel)
    {
        var made = new List<ObjectName>();
        foreach (SealedBlock block in layout.Blocks)
        {
            Progress?.Invoke(block.Offset, layout.Slot.FileBytes);
            if (objects.ContainsKey(block))
            {
                continue;
            }

            using IndexView view = IndexView.CopyPart(file, block.Offset, block.Bytes);
            if (IndexAssembly.Damage(view, block) is { } damage)
            {
                throw IndexException.Corrupt(path, damage);
            }

            objects[block] = await _uploads.PutAsync(index, ManifestBlock.NameOf(block.Kind), HashOf(view, block), block.Bytes,
                () => StreamOf(view, block), cancel).ConfigureAwait(false);
            made.Add(objects[block]);
        }

        Progress?.Invoke(layout.Slot.FileBytes, layout.Slot.FileBytes);
        return made;
    }

    private static string HashOf(IndexView view, SealedBlock block)
    {
        using var hash = new HashingStream();
        using Stream bytes = StreamOf(view, block);
        bytes.CopyTo(hash);
        return hash.Hash();
    }

    private static unsafe Stream StreamOf(IndexView view, SealedBlock block) =>
        new UnmanagedMemoryStream(view.Start + block.Offset, block.Bytes);
}
