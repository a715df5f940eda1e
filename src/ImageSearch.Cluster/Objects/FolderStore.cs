using ImageSearch.Files;

namespace ImageSearch.Cluster.Objects;

/// <summary>A folder that all machines see, such as one on a share.</summary>
/// <param name="root">The folder.</param>
internal sealed class FolderStore(string root) : IObjectStore
{
    /// <inheritdoc/>
    public string Description => $"the folder '{root}'";

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(string path, Func<Stream> content, CancellationToken cancel) => Guard(async () =>
    {
        string target = PathOf(path);
        if (File.Exists(target))
        {
            return false;
        }

        if (!Directory.Exists(root))
        {
            // A share that is not mounted leaves an empty place: nothing is to be written there.
            throw new DirectoryNotFoundException($"The folder '{root}' is not there.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string beside = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                await using Stream bytes = content();
                await bytes.CopyToAsync(file, cancel).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            return TryMove(beside, target);
        }
        finally
        {
            File.Delete(beside);
        }
    });

    /// <inheritdoc/>
    public Task<bool> TryReadAsync(string path, Stream target, CancellationToken cancel) => Guard(async () =>
    {
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"The folder '{root}' is not there.");
        }

        if (!File.Exists(PathOf(path)))
        {
            return false;
        }

        await using FileStream file = File.OpenRead(PathOf(path));
        await file.CopyToAsync(target, cancel).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancel) => Guard(() =>
    {
        string target = PathOf(path);
        if (Directory.Exists(Path.GetDirectoryName(target)))
        {
            File.Delete(target);
        }

        return Task.FromResult(true);
    });

    private static bool TryMove(string beside, string target)
    {
        try
        {
            File.Move(beside, target, overwrite: false);
            FolderFlush.WaitForNameOf(target);
            return true;
        }
        catch (IOException) when (File.Exists(target))
        {
            return false;
        }
    }

    private async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ClusterException.StoreUnavailable(Description, e);
        }
    }

    private string PathOf(string path) => Path.Combine([root, .. path.Split('/')]);
}
