using ImageSearch.Index;

namespace ImageSearch.Storage;

/// <summary>Where an index that is served comes from, and where its changes go.</summary>
internal interface IIndexHome
{
    /// <summary>Where that is, in words or as a path.</summary>
    public string Description { get; }

    /// <summary>What there is to say of it to whoever watches the service.</summary>
    public IReadOnlyList<HomeMeasure> Measures => [];

    /// <summary>Opens what is newest.</summary>
    /// <param name="copies">Takes rows into memory where somebody else could take them away.</param>
    /// <exception cref="ImageSearchException">It cannot be opened.</exception>
    public ImageIndex Open(IRowCopies copies);

    /// <summary>Whether an index that was opened here is the newest.</summary>
    /// <exception cref="ImageSearchException">That cannot be told.</exception>
    public bool IsNewest(ImageIndex index);

    /// <summary>Changes the index, and keeps the change: all of it or nothing.</summary>
    /// <param name="change">Changes the index that it is given, on another thread; nobody else sees it before it is kept.</param>
    /// <param name="copies">As for <see cref="Open"/>.</param>
    /// <param name="wait">How long to wait for other writers.</param>
    /// <returns>The index as it is now.</returns>
    /// <exception cref="ImageSearchException">It could not be kept, or others go on writing.</exception>
    public Task<ImageIndex> ChangeAsync(Action<ImageIndex> change, IRowCopies copies, TimeSpan wait);

    /// <summary>Tries, before anybody asks for it, whether changes could be kept.</summary>
    /// <exception cref="ImageSearchException">They could not.</exception>
    public void CheckIsWritable();
}
