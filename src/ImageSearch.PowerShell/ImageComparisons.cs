using ImageSearch.Comparison;
using ImageSearch.Comparison.Pixels;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Threads;

namespace ImageSearch.PowerShell;

/// <summary>Compares images with one reference on several threads and hands the verdicts back in the order posted. One thread posts and
/// takes.</summary>
internal sealed class ImageComparisons : IDisposable
{
    private const int MaxWaitingPaths = 100_000;
    private readonly OrderedWork<string, Verdict> _work;

    /// <param name="reference">What the others are compared with.</param>
    /// <param name="settings">How they are described.</param>
    /// <param name="isThorough">Whether to look closer: then one image after the other is described, its views side by side.</param>
    /// <param name="comparesPixels">Whether pixels have the last word.</param>
    /// <param name="threads">0 means one per processor.</param>
    /// <param name="cancel">Ends the work; taking then throws.</param>
    public ImageComparisons(
        DescribedImage reference, IndexSettings settings, bool isThorough, bool comparesPixels, int threads, CancellationToken cancel)
    {
        // The reference is decoded once for all of them.
        var frames = new FrameCache();
        int most = ThreadCount.Of(threads);
        Func<string, Verdict> NewWorker()
        {
            ImageDescriber describer = isThorough ? ImageDescriber.ForThoroughComparison(settings, most) : new ImageDescriber(settings);
            return path => Compare(reference, describer.Describe(path), comparesPixels ? frames : null, settings.Imaging.LimitMegapixels);
        }

        _work = new OrderedWork<string, Verdict>(NewWorker, isThorough ? 1 : most, MaxWaitingPaths, cancel);
    }

    /// <summary>Paths posted and not yet taken.</summary>
    public long Pending => _work.Pending;

    /// <summary>Whether verdicts must be taken before more is posted.</summary>
    public bool IsFull => _work.IsFull;

    /// <summary>Queues an image.</summary>
    public void Post(string path) => _work.Post(path);

    /// <summary>Takes the next verdict; with <paramref name="wait"/>, waits for it. Null if none is there, or none is pending.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public (string Path, Verdict? Verdict, Exception? Error)? Take(bool wait) =>
        _work.TryTake(wait, out WorkResult<string, Verdict> result) ? (result.Input, result.Value, result.Error) : null;

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _work.Dispose();

    private static Verdict Compare(DescribedImage reference, DescribedImage image, FrameCache? frames, double limitMegapixels)
    {
        ImageComparison found = ImageComparer.Compare(reference, image);
        try
        {
            return new Verdict(image,
                frames is null ? found : PixelComparer.Confirm(found, reference, image, limitMegapixels, frames), null);
        }
        catch (ImageException e)
        {
            return new Verdict(image, found, e);
        }
    }

    /// <summary>What an image is to the reference.</summary>
    /// <param name="Image">The image.</param>
    /// <param name="Comparison">What was found.</param>
    /// <param name="NotCompared">Why its pixels were not compared; null if they were, or were not to be.</param>
    internal sealed record Verdict(DescribedImage Image, ImageComparison Comparison, ImageException? NotCompared);
}
