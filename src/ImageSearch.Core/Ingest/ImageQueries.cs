using System.Runtime.ExceptionServices;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Threads;

namespace ImageSearch.Ingest;

/// <summary>Describes query images on several threads and hands them back in the order posted. One thread posts and takes.</summary>
public sealed class ImageQueries : IDisposable
{
    private const int MaxWaitingPaths = 100_000;
    private readonly OrderedWork<string, DescribedImage> _work;

    /// <summary>Prepares; threads start with the first images.</summary>
    /// <param name="settings">Those of the index that is searched.</param>
    /// <param name="threads">0 means one per processor.</param>
    /// <param name="cancel">Ends the work; taking then throws <see cref="OperationCanceledException"/>.</param>
    public ImageQueries(IndexSettings settings, int threads = 0, CancellationToken cancel = default)
        : this(settings, isThorough: false, threads, cancel)
    {
    }

    /// <summary>Prepares; a thorough look describes one image after the other, the views of each side by side.</summary>
    internal ImageQueries(IndexSettings settings, bool isThorough, int threads, CancellationToken cancel)
    {
        ThreadCount.Range.Check(threads, nameof(threads));
        int most = ThreadCount.Of(threads);
        _work = isThorough
            ? new OrderedWork<string, DescribedImage>(() => ImageDescriber.ForThoroughSearch(settings, most).Describe, 1,
                MaxWaitingPaths, cancel)
            : new OrderedWork<string, DescribedImage>(() => new ImageDescriber(settings).Describe, most, MaxWaitingPaths, cancel);
    }

    /// <summary>Paths posted and not yet taken.</summary>
    public long Pending => _work.Pending;

    /// <summary>Whether results must be taken before more is posted.</summary>
    public bool IsFull => _work.IsFull;

    /// <summary>Queues a query image.</summary>
    public void Post(string path) => _work.Post(path);

    /// <summary>Takes the next query in the order posted; with <paramref name="wait"/>, waits for it.</summary>
    /// <returns>Null if none is finished, or none is pending.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public QueryImage? Take(bool wait)
    {
        if (!_work.TryTake(wait, out WorkResult<string, DescribedImage> result))
        {
            return null;
        }

        if (result.Error is not null and not ImageException)
        {
            ExceptionDispatchInfo.Throw(result.Error);
        }

        return new QueryImage(result.Input, result.Value, (ImageException?)result.Error);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _work.Dispose();
}
