using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Truth;

namespace ImageSearch.Cluster.Publishing;

/// <summary>Reads what generations consist of.</summary>
/// <param name="store">The store.</param>
internal sealed class Manifests(IObjectStore store)
{
    /// <summary>What a generation consists of.</summary>
    /// <exception cref="ClusterException">The store cannot be used, or the object is not what was published.</exception>
    public async Task<Manifest> ReadAsync(PublishedGeneration generation, CancellationToken cancel)
    {
        ObjectName name = generation.Manifest;
        using var bytes = new MemoryStream();
        if (!await store.TryReadAsync(name.Path, bytes, cancel).ConfigureAwait(false))
        {
            throw ClusterException.Damaged(name.Index, name.Path, "it is not there");
        }

        byte[] content = bytes.ToArray();
        return Manifest.HashOf(content) == name.Sha256 ? Parse(name, content)
            : throw ClusterException.Damaged(name.Index, name.Path, "its checksum is wrong");
    }

    /// <summary>Reads the bytes of a manifest, whose checksum is right.</summary>
    /// <exception cref="ClusterException">They are none, or of a later version.</exception>
    public static Manifest Parse(ObjectName name, byte[] content)
    {
        try
        {
            return Manifest.FromBytes(name.Index, content);
        }
        catch (InvalidDataException e)
        {
            throw ClusterException.Damaged(name.Index, name.Path, e.Message.TrimEnd('.'));
        }
    }
}
