using ImageSearch.Cluster.Objects;

namespace ImageSearch.Cluster.Tests;

/// <summary>A store that can be away, or hand out less than it should.</summary>
internal sealed class TroubledStore(IObjectStore store) : IObjectStore
{
    public string Description => store.Description;

    public bool IsAway { get; set; }

    /// <summary>Bytes after which a download ends as if it were whole.</summary>
    public int? EndsAfter { get; set; }

    public int Reads { get; private set; }

    public Task<bool> TryCreateAsync(string path, Func<Stream> content, CancellationToken cancel)
    {
        Check();
        return store.TryCreateAsync(path, content, cancel);
    }

    public async Task<bool> TryReadAsync(string path, Stream target, CancellationToken cancel)
    {
        Check();
        Reads++;
        using var bytes = new MemoryStream();
        bool isThere = await store.TryReadAsync(path, bytes, cancel);
        byte[] read = bytes.ToArray();
        await target.WriteAsync(read.AsMemory(0, Math.Min(read.Length, EndsAfter ?? int.MaxValue)), cancel);
        return isThere;
    }

    public Task DeleteAsync(string path, CancellationToken cancel)
    {
        Check();
        return store.DeleteAsync(path, cancel);
    }

    private void Check()
    {
        if (IsAway)
        {
            throw ClusterException.StoreUnavailable(Description, new IOException("the store is away"));
        }
    }
}
