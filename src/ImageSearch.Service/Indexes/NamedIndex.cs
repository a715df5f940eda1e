using ImageSearch.Index;
using ImageSearch.Storage;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Indexes;

/// <summary>An index file that is served: readers take the generation of the moment, one writer at a time makes the next.</summary>
internal sealed partial class NamedIndex : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ILogger _log;
    private FileStamp? _stamp;
    private volatile ServedIndex _current;

    /// <exception cref="IndexException">The file cannot be opened.</exception>
    public NamedIndex(IndexSource source, ILogger log)
    {
        Source = source;
        _log = log;
        FileStamp? stamp = FileStamp.Of(source.Path);
        _current = ServedIndex.Of(source.Name, IndexFile.Open(source.Path));
        _stamp = stamp;
    }

    public IndexSource Source { get; }

    /// <summary>The newest generation.</summary>
    public ServedIndex Current => _current;

    /// <summary>How often a new generation could not be read; the old one then goes on being served.</summary>
    public long ReloadFailures { get; private set; }

    /// <summary>Whether the file's newest generation is the one that is served.</summary>
    public bool IsFresh { get; private set; } = true;

    /// <summary>Takes up what another process saved, if anything.</summary>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            Refresh();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Changes the index and saves it. Readers see the change once it is on the disk, or never.</summary>
    /// <param name="change">Changes the index that it is given.</param>
    /// <param name="cancel">Ends the wait for other writers.</param>
    /// <exception cref="IndexException">It cannot be saved, or other processes keep changing it.</exception>
    public async Task<T> ChangeAsync<T>(Func<ImageIndex, T> change, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => ChangeAndSave(change), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private T ChangeAndSave<T>(Func<ImageIndex, T> change)
    {
        const int Attempts = 3;
        for (int attempt = 1; ; attempt++)
        {
            // A copy of its own: what is not saved must not be seen, and a failed save leaves nothing to undo.
            ImageIndex index = IndexFile.Open(Source.Path);
            T result = change(index);
            try
            {
                if (index.HasUnsavedChanges)
                {
                    IndexFile.Save(index);
                }

                Publish(index, null);
                return result;
            }
            catch (IndexException e) when (e.Kind == ErrorKind.IndexChanged && attempt < Attempts)
            {
                LogChanged(_log, Source.Name);
            }
        }
    }

    private void Refresh()
    {
        try
        {
            FileStamp? stamp = FileStamp.Of(Source.Path);
            if (stamp is null || (stamp == _stamp && IsFresh))
            {
                return;
            }

            ImageIndex index = IndexFile.Open(Source.Path);
            if (index.Generation == _current.Generation && index.ImageCount == _current.Images.Count && IsFresh)
            {
                _stamp = stamp.Value.IsSettled ? stamp : null;
                return;
            }

            Publish(index, stamp.Value.IsSettled ? stamp : null);
            LogTakenUp(_log, Source.Name, index.Generation, index.ImageCount, index.RowCount);
        }
        catch (ImageSearchException e)
        {
            ReloadFailures++;
            IsFresh = false;
            LogReloadFailed(_log, e, Source.Name, e.Kind);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReloadFailures++;
            IsFresh = false;
            LogReloadFailed(_log, e, Source.Name, ErrorKind.IndexNotReadable);
        }
    }

    private void Publish(ImageIndex index, FileStamp? stamp)
    {
        _current = ServedIndex.Of(Source.Name, index);
        _stamp = stamp;
        IsFresh = true;
    }

    [LoggerMessage(1, LogLevel.Information, "Index {Index}: generation {Generation} taken up, {Images} images, {Rows} rows")]
    private static partial void LogTakenUp(ILogger log, string index, long generation, int images, long rows);

    [LoggerMessage(2, LogLevel.Warning, "Index {Index}: the file's new generation cannot be read ({Error}); the old one is served on")]
    private static partial void LogReloadFailed(ILogger log, Exception e, string index, ErrorKind error);

    [LoggerMessage(3, LogLevel.Information,
        "Index {Index}: another process saved it meanwhile; the change is made again on its generation")]
    private static partial void LogChanged(ILogger log, string index);
}
