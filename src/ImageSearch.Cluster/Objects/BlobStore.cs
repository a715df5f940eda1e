using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ImageSearch.Cluster.Objects;

/// <summary>A container of Azure Blob Storage.</summary>
/// <param name="container">The container; it exists.</param>
internal sealed class BlobStore(BlobContainerClient container) : IObjectStore
{
    /// <summary>Where a connection string may stand that has a key; else the identity of the process or machine is used.</summary>
    public const string Secret = "IMAGESEARCH_STORE_CONNECTION";

    private const int Conflict = 409;
    private const int PreconditionFailed = 412;
    private const int NotFound = 404;

    /// <inheritdoc/>
    public string Description => $"the container '{container.Uri.GetLeftPart(UriPartial.Path)}'";

    /// <summary>The container of an address like https://account.blob.core.windows.net/container.</summary>
    /// <exception cref="ArgumentException">It names no container.</exception>
    public static BlobStore Open(Uri address)
    {
        var parts = new BlobUriBuilder(address);
        if (parts.BlobContainerName.Length == 0 || parts.BlobName.Length > 0 || parts.Sas is not null)
        {
            throw new ArgumentException(
                $"'{address.GetLeftPart(UriPartial.Path)}' is no container. Write it like "
                + "https://ACCOUNT.blob.core.windows.net/CONTAINER.");
        }

        return new BlobStore(Environment.GetEnvironmentVariable(Secret) is { Length: > 0 } connection
            ? new BlobContainerClient(connection, parts.BlobContainerName)
            : new BlobContainerClient(address, new DefaultAzureCredential()));
    }

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(string path, Func<Stream> content, CancellationToken cancel) => Guard(async () =>
    {
        try
        {
            await using Stream bytes = content();
            var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await container.GetBlobClient(path).UploadAsync(bytes, options, cancel).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is Conflict or PreconditionFailed
            && e.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet")
        {
            return false;
        }
    });

    /// <inheritdoc/>
    public Task<bool> TryReadAsync(string path, Stream target, CancellationToken cancel) => Guard(async () =>
    {
        try
        {
            await container.GetBlobClient(path).DownloadToAsync(target, cancel).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == NotFound && e.ErrorCode == "BlobNotFound")
        {
            return false;
        }
    });

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancel) => Guard(async () =>
        await container.GetBlobClient(path).DeleteIfExistsAsync(cancellationToken: cancel).ConfigureAwait(false));

    private async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or IOException or AggregateException)
        {
            throw ClusterException.StoreUnavailable(Description, e);
        }
    }
}
