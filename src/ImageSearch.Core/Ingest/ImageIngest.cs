using System.Runtime.ExceptionServices;
using ImageSearch.Features;
using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Threads;

namespace ImageSearch.Ingest;

/// <summary>
/// Adds image files to an index: described on several threads, added in the order posted, so that the index depends on that order alone.
/// One thread posts and takes. What is taken is in the index; ending early leaves the rest out.
/// </summary>
public sealed class ImageIngest : IDisposable
{
    private const int MaxWaitingPaths = 100_000;
    private readonly ImageIndex _index;
    private readonly OrderedWork<string, Described> _work;

    /// <summary>Prepares; threads start with the first images.</summary>
    /// <param name="index">Where the images go.</param>
    /// <param name="threads">0 means one per processor.</param>
    /// <param name="cancel">Ends the work; taking then throws <see cref="OperationCanceledException"/>.</param>
    public ImageIngest(ImageIndex index, int threads = 0, CancellationToken cancel = default)
    {
        ThreadCount.Range.Check(threads, nameof(threads));
        _index = index;
        _work = new OrderedWork<string, Described>(NewWorker, ThreadCount.Of(threads), MaxWaitingPaths, cancel);
    }

    /// <summary>Paths posted and not yet taken.</summary>
    public long Pending => _work.Pending;

    /// <summary>Whether results must be taken before more is posted.</summary>
    public bool IsFull => _work.IsFull;

    /// <summary>Queues an image file.</summary>
    public void Post(string path) => _work.Post(path);

    /// <summary>Takes the next finished image in the order posted and adds it; with <paramref name="wait"/>, waits for it.</summary>
    /// <returns>Null if none is finished, or none is pending.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public IngestResult? Take(bool wait)
    {
        if (!_work.TryTake(wait, out WorkResult<string, Described> result))
        {
            return null;
        }

        if (result.Error is ImageException error)
        {
            return new IngestResult(result.Input, default, null, error);
        }

        if (result.Error is not null)
        {
            ExceptionDispatchInfo.Throw(result.Error);
        }

        (DescribedImage? image, IndexedImage? known, FileFacts? touched) = result.Value!;
        if (image is null)
        {
            return new IngestResult(result.Input, AddOutcome.Unchanged, touched is not null
                && _index.TryTouch(touched, out IndexedImage? now) ? now : known, null);
        }

        AddOutcome outcome = _index.Add(image, out IndexedImage indexed);
        return new IngestResult(result.Input, outcome, indexed, null);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _work.Dispose();

    private Func<string, Described> NewWorker()
    {
        var describer = new ImageDescriber(_index.Settings);
        return path =>
        {
            if (_index.TryGet(path, out IndexedImage? known) && IsUnchanged(path, known, out FileFacts? touched))
            {
                return new Described(null, known, touched);
            }

            return new Described(describer.Describe(path), null, null);
        };
    }

    /// <summary>By length and time; if only the time differs, by content, and then the new facts are to be noted.</summary>
    private static bool IsUnchanged(string path, IndexedImage known, out FileFacts? touched)
    {
        touched = null;
        FileInfo file = FollowedFile.Of(path);
        if (!file.Exists || file.Length != known.LengthBytes)
        {
            return false;
        }

        if (file.LastWriteTimeUtc == known.ModifiedUtc)
        {
            return true;
        }

        touched = ImageReader.ReadFacts(path);
        return touched.ContentHash.AsSpan().SequenceEqual(known.ContentHash.AsSpan());
    }

    private sealed record Described(DescribedImage? Image, IndexedImage? Known, FileFacts? Touched);
}
