using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Truth;

namespace ImageSearch.Cluster.Publishing;

/// <summary>Makes objects: each is noted in the database first, so that what a writer leaves that is killed is found and
/// collected.</summary>
/// <param name="database">The database.</param>
/// <param name="store">The store.</param>
internal sealed class Uploads(ClusterDatabase database, IObjectStore store)
{
    /// <summary>Makes an object of bytes, unless it is there.</summary>
    /// <param name="index">The index that it belongs to.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="sha256">The checksum of the bytes.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ClusterException">The database or the store cannot be used.</exception>
    public async Task<ObjectName> PutAsync(
        string index, string kind, string sha256, long bytes, Func<Stream> content, CancellationToken cancel)
    {
        ObjectName name = await database.RegisterAsync(index, sha256, kind, bytes, cancel).ConfigureAwait(false);
        await database.Step("registered").ConfigureAwait(false);
        if (!await store.TryCreateAsync(name.Path, content, cancel).ConfigureAwait(false))
        {
            await CompareAsync(name, cancel).ConfigureAwait(false);
        }

        await database.Step("uploaded").ConfigureAwait(false);
        return name;
    }

    /// <inheritdoc cref="PutAsync(string, string, string, long, Func{Stream}, CancellationToken)"/>
    public Task<ObjectName> PutAsync(string index, string kind, byte[] bytes, CancellationToken cancel) =>
        PutAsync(index, kind, Manifest.HashOf(bytes), bytes.Length, () => new MemoryStream(bytes, writable: false), cancel);

    /// <summary>An object of that name is there: it has these bytes, or somebody wrote what they should not have.</summary>
    private async Task CompareAsync(ObjectName name, CancellationToken cancel)
    {
        await using var there = new HashingStream();
        bool isThere = await store.TryReadAsync(name.Path, there, cancel).ConfigureAwait(false);
        if (!isThere || there.Length != name.Bytes || there.Hash() != name.Sha256)
        {
            throw ClusterException.Damaged(name.Index, name.Path, "other bytes lie there");
        }
    }
}
