using ImageSearch.Index;
using ImageSearch.Ingest;

namespace ImageSearch.PowerShell.Adding;

/// <summary>Adds to an index of this session.</summary>
/// <param name="index">The index.</param>
/// <param name="threads">How many images are read at once; 0 means one per processor.</param>
/// <param name="cancel">Ends the work.</param>
internal sealed class IndexAdder(ImageIndex index, int threads, CancellationToken cancel) : IImageAdder
{
    private readonly ImageIngest _ingest = new(index, threads, cancel);

    /// <inheritdoc/>
    public long Pending => _ingest.Pending;

    /// <inheritdoc/>
    public bool IsFull => _ingest.IsFull;

    /// <inheritdoc/>
    public void Post(string path) => _ingest.Post(path);

    /// <inheritdoc/>
    public AddedFile? Take(bool wait) =>
        _ingest.Take(wait) is { } result ? new AddedFile(result.Path, result.Outcome, result.Image, result.Error) : null;

    /// <inheritdoc/>
    public void Dispose() => _ingest.Dispose();
}
