namespace ImageSearch.Cluster.Objects;

/// <summary>Where the bytes of a cluster lie. Every method throws <see cref="ClusterException"/> where the store cannot be
/// reached.</summary>
internal interface IObjectStore
{
    /// <summary>What it is, in words without secrets.</summary>
    public string Description { get; }

    /// <summary>Makes an object, all of it or nothing, unless one of its name is there.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="content">Its bytes, from their beginning on, and with a length; read once or, after a failure, again.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False if one was there; it is as it was.</returns>
    public Task<bool> TryCreateAsync(string path, Func<Stream> content, CancellationToken cancel);

    /// <summary>Copies an object to a stream.</summary>
    /// <returns>False if there is none.</returns>
    public Task<bool> TryReadAsync(string path, Stream target, CancellationToken cancel);

    /// <summary>Deletes an object; that there is none is well.</summary>
    public Task DeleteAsync(string path, CancellationToken cancel);
}
