using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Truth;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Publishing;

/// <summary>Writes published indexes as files.</summary>
/// <param name="database">The database.</param>
/// <param name="store">The store.</param>
internal sealed class Exporter(ClusterDatabase database, IObjectStore store)
{
    /// <summary>Writes the newest generation of an index.</summary>
    /// <param name="index">The index's name.</param>
    /// <param name="path">The file.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <param name="cancel">Ends it; no file was written then.</param>
    /// <exception cref="ClusterException">Nothing is published under the name, or the database or the store cannot be used.</exception>
    /// <exception cref="IndexException">A file is there, or it cannot be written.</exception>
    public async Task<PublishedGeneration> ExportAsync(string index, string path, bool replace, CancellationToken cancel)
    {
        PublishedGeneration newest = (await database.GenerationsAsync(index, cancel).ConfigureAwait(false)).FirstOrDefault()
            ?? throw ClusterException.NotPublished(index);
        Manifest manifest = await new Manifests(store).ReadAsync(newest, cancel).ConfigureAwait(false);
        Dictionary<long, ObjectName> objects = manifest.Blocks.ToDictionary(b => b.Offset, b => b.Object(index));
        using IndexLock held = IndexLock.Take(path);
        if (!replace && File.Exists(held.Target))
        {
            throw IndexException.Exists(path);
        }

        try
        {
            await IndexAssembly.WriteAsync(held.Target, manifest.Layout, (block, file) => CopyAsync(objects[block.Offset], file, cancel))
                .ConfigureAwait(false);
            return newest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotWritable(path, e);
        }
    }

    private async Task CopyAsync(ObjectName name, Stream file, CancellationToken cancel)
    {
        await using var checkedFile = new CheckedCopy(file);
        if (!await store.TryReadAsync(name.Path, checkedFile, cancel).ConfigureAwait(false) || checkedFile.Hash() != name.Sha256)
        {
            throw ClusterException.Damaged(name.Index, name.Path, "it is not there, or its checksum is wrong");
        }
    }

    /// <summary>Takes the checksum of what it hands on.</summary>
    private sealed class CheckedCopy(Stream file) : HashingStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            file.Write(buffer);
        }
    }
}
