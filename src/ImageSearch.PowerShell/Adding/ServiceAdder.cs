using ImageSearch.Ingest;
using ImageSearch.PowerShell.Services;
using ImageSearch.Threads;

namespace ImageSearch.PowerShell.Adding;

/// <summary>Adds to an index of a service: the files go there as they are, several at once.</summary>
internal sealed class ServiceAdder : IImageAdder
{
    private const int MaxWaitingPaths = 100_000;

    private readonly RemoteIndex _index;
    private readonly OrderedWork<string, ServiceAddition?> _work;
    private volatile bool _hasEnded;

    /// <param name="index">The index; disposed with this.</param>
    /// <param name="threads">How many are sent at once; 0 means one per processor.</param>
    /// <param name="cancel">Ends the work.</param>
    public ServiceAdder(RemoteIndex index, int threads, CancellationToken cancel)
    {
        _index = index;
        _work = new OrderedWork<string, ServiceAddition?>(() => Send, ThreadCount.Of(threads), MaxWaitingPaths, cancel);
    }

    /// <inheritdoc/>
    public long Pending => _work.Pending;

    /// <inheritdoc/>
    public bool IsFull => _work.IsFull;

    /// <inheritdoc/>
    public void Post(string path) => _work.Post(path);

    /// <inheritdoc/>
    public AddedFile? Take(bool wait)
    {
        if (!_work.TryTake(wait, out WorkResult<string, ServiceAddition?> result))
        {
            return null;
        }

        return result.Value is not { } done
            ? new AddedFile(result.Input, default, null, result.Error) { IsNotSent = result.Error is null }
            : new AddedFile(result.Input, done.Outcome, done.Image, null)
            {
                Detail = done.WasSentBefore ? $"'{result.Input}' was sent twice, as no answer came at first; it is there once." : null,
            };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _work.Dispose();
        _index.Dispose();
    }

    /// <summary>Once one has met what ends the pipeline, the next ones are not sent: whoever waits for what they became is told
    /// so.</summary>
    private ServiceAddition? Send(string path)
    {
        if (_hasEnded)
        {
            return null;
        }

        try
        {
            return _index.Add(path);
        }
        catch (ImageServiceException e) when (!e.IsOfOneImage)
        {
            _hasEnded = true;
            throw;
        }
    }
}
