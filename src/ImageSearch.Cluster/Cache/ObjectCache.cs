using System.Security.Cryptography;
using ImageSearch.Cluster.Objects;

namespace ImageSearch.Cluster.Cache;

/// <summary>
/// Objects on the local disk, each called by the checksum of its bytes. An object is used once its bytes were found to be right: when it
/// came, and when it lay there at the start. All of it may be deleted while no node runs.
/// </summary>
internal sealed class ObjectCache : IDisposable
{
    private const int DownloadsAtOnce = 4;
    private const string PartEnding = ".part";

    private readonly string _folder;
    private readonly IObjectStore _store;
    private readonly FileStream _lock;
    private readonly HashSet<string> _sound = [];
    private readonly Lock _changing = new();

    /// <param name="folder">The folder; it is made. Another process may not use it at the same time.</param>
    /// <param name="store">Where the objects come from.</param>
    /// <exception cref="IOException">It cannot be used, or another process uses it.</exception>
    public ObjectCache(string folder, IObjectStore store)
    {
        _folder = Path.GetFullPath(folder);
        _store = store;
        Directory.CreateDirectory(_folder);
        string path = Path.Combine(_folder, "cache.lock");
        try
        {
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The folder '{_folder}' cannot be used as a cache: another process may use it, or '{path}' cannot be "
                + $"written. Name a folder for each node. {e.Message}", e);
        }

        foreach (string part in Directory.EnumerateFiles(_folder, "*" + PartEnding, SearchOption.AllDirectories))
        {
            File.Delete(part);
        }
    }

    /// <summary>Is told of objects that were damaged on the disk, and are fetched again.</summary>
    public Action<string> Tell { get; set; } = _ => { };

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Where an object lies once it was fetched.</summary>
    public string PathOf(ObjectName name) => Path.Combine(FolderOf(name.Index), name.Sha256);

    /// <summary>Where something else of an index lies.</summary>
    public string PathOf(string index, string fileName) => Path.Combine(FolderOf(index), fileName);

    /// <summary>Sees to it that objects are there and right.</summary>
    /// <exception cref="ClusterException">The store cannot be reached, or has other bytes.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public Task EnsureAsync(IEnumerable<ObjectName> names, CancellationToken cancel) => Parallel.ForEachAsync(
        names.DistinctBy(n => n.Sha256), new ParallelOptions { MaxDegreeOfParallelism = DownloadsAtOnce, CancellationToken = cancel },
        async (name, token) => await EnsureAsync(name, token).ConfigureAwait(false));

    /// <summary>The bytes of an object, fetched if it is not there.</summary>
    /// <inheritdoc cref="EnsureAsync(IEnumerable{ObjectName}, CancellationToken)"/>
    public async Task<byte[]> ReadAsync(ObjectName name, CancellationToken cancel)
    {
        await EnsureAsync([name], cancel).ConfigureAwait(false);
        return await File.ReadAllBytesAsync(PathOf(name), cancel).ConfigureAwait(false);
    }

    /// <summary>Keeps bytes that were just made.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public async Task PutAsync(ObjectName name, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        Directory.CreateDirectory(FolderOf(name.Index));
        string part = PartOf(name);
        try
        {
            await File.WriteAllBytesAsync(part, bytes, cancel).ConfigureAwait(false);
            Keep(name, part);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Looks at the bytes of an index's objects again before they are used again.</summary>
    public void Doubt()
    {
        lock (_changing)
        {
            _sound.Clear();
        }
    }

    /// <summary>Deletes what is not among the files that are kept; what is in use somewhere stays for the next time.</summary>
    /// <param name="index">The index.</param>
    /// <param name="kept">The names of files.</param>
    public void Tidy(string index, IReadOnlySet<string> kept)
    {
        foreach (string path in Directory.EnumerateFiles(FolderOf(index))
            .Where(p => !kept.Contains(Path.GetFileName(p)) && !p.EndsWith(PartEnding, StringComparison.Ordinal)))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' stays in the cache: {1}", path, e.Message);
            }
        }
    }

    private string FolderOf(string index) => Path.Combine(_folder, index);

    private string PartOf(ObjectName name) => $"{PathOf(name)}.{Guid.NewGuid():N}{PartEnding}";

    private async Task EnsureAsync(ObjectName name, CancellationToken cancel)
    {
        string path = PathOf(name);
        if (IsKnownSound(name) && File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(FolderOf(name.Index));
        if (File.Exists(path))
        {
            if (await DamageAsync(name, path, cancel).ConfigureAwait(false) is not { } damage)
            {
                Note(name);
                return;
            }

            Tell($"'{path}' is damaged ({damage}) and is fetched again");
        }

        await FetchAsync(name, cancel).ConfigureAwait(false);
    }

    private async Task FetchAsync(ObjectName name, CancellationToken cancel)
    {
        string part = PartOf(name);
        try
        {
            bool isThere;
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                isThere = await _store.TryReadAsync(name.Path, file, cancel).ConfigureAwait(false);
            }

            string? damage = isThere ? await DamageAsync(name, part, cancel).ConfigureAwait(false) : "it is not there";
            if (damage is not null)
            {
                throw ClusterException.Damaged(name.Index, name.Path, damage);
            }

            Keep(name, part);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private void Keep(ObjectName name, string part)
    {
        // Not flushed: what a power cut leaves of it is looked at when the node starts again.
        File.Move(part, PathOf(name), overwrite: true);
        Note(name);
    }

    private static async Task<string?> DamageAsync(ObjectName name, string path, CancellationToken cancel)
    {
        await using FileStream file = File.OpenRead(path);
        if (file.Length != name.Bytes)
        {
            return $"it has {file.Length} bytes and should have {name.Bytes}";
        }

        byte[] hash = await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false);
        return Convert.ToHexStringLower(hash) == name.Sha256 ? null : "its checksum is wrong";
    }

    private bool IsKnownSound(ObjectName name)
    {
        lock (_changing)
        {
            return _sound.Contains(name.Index + "/" + name.Sha256);
        }
    }

    private void Note(ObjectName name)
    {
        lock (_changing)
        {
            _sound.Add(name.Index + "/" + name.Sha256);
        }
    }
}
