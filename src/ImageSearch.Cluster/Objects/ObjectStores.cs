namespace ImageSearch.Cluster.Objects;

/// <summary>The stores that there are, by the address that names one.</summary>
internal static class ObjectStores
{
    /// <summary>Opens a store; nothing is asked of it yet.</summary>
    /// <param name="address">A folder's full path, https://ACCOUNT.blob.core.windows.net/CONTAINER, or s3://BUCKET.</param>
    /// <exception cref="ArgumentException">It names no store.</exception>
    public static IObjectStore Open(string address)
    {
        if (Path.IsPathFullyQualified(address))
        {
            return new FolderStore(Path.TrimEndingDirectorySeparator(address));
        }

        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Fragment.Length == 0 ? uri.Scheme switch
        {
            "https" or "http" => BlobStore.Open(uri),
            "s3" => BucketStore.Open(uri),
            _ => throw NotKnown(address),
        }
        : throw NotKnown(address);
    }

    private static ArgumentException NotKnown(string address) => new($"'{address}' is no store: write a folder's full path, "
        + "https://ACCOUNT.blob.core.windows.net/CONTAINER, or s3://BUCKET?region=REGION.");
}
