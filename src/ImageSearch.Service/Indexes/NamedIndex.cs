using ImageSearch.Index;
using ImageSearch.Service.Problems;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Indexes;

/// <summary>
/// An index file that is served: readers take the generation of the moment, one writer at a time makes the next. What was opened is served
/// on,
/// whatever becomes of the file.
/// </summary>
internal sealed partial class NamedIndex : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ILogger _log;
    private readonly IIndexHome _home;
    private readonly RowCopies _copies;
    private readonly TimeSpan _lockWait;
    private readonly bool _isReplica;
    private volatile ServedIndex? _served;
    private volatile IndexTrouble? _trouble;
    private volatile string? _listsDamage;
    private string? _damageTold;
    private volatile TaskCompletionSource _next = NewSignal();

    /// <param name="source">Name and file.</param>
    /// <param name="options">How much of it may be copied into memory, and how long a change waits for other writers.</param>
    /// <param name="log">Told of what becomes of the file.</param>
    public NamedIndex(IndexSource source, ServiceOptions options, ILogger log)
    {
        Source = source;
        _home = source.Home ?? new FileHome(source.Path);
        _log = log;
        _lockWait = options.LockWait;
        _copies = new RowCopies(options.IndexMemoryBytes / options.Indexes.Count);
        _isReplica = options.Follow is not null;
        if (_isReplica && !File.Exists(source.Path))
        {
            // Nothing is wrong: the first copy is about to come.
            _trouble = new IndexTrouble(ErrorKind.IndexNotFound, "it was not loaded from the primary yet", null);
            return;
        }

        Refresh();
    }

    public IndexSource Source { get; }

    /// <summary>The newest generation that could be opened; null if none could since the start.</summary>
    public ServedIndex? Served => _served;

    /// <summary>The newest generation.</summary>
    /// <exception cref="ServiceException">None could be opened since the start.</exception>
    public ServedIndex Current => _served ?? throw new ServiceException(503, (_trouble?.Kind ?? ErrorKind.IndexNotFound).ToString(),
        _isReplica ? "This server is a read replica, and has no copy of the index yet; its log says why, and metrics how much came."
        : "The index's file could not be opened yet; it is looked at again every second, and the server's log says what is wrong.");

    /// <summary>How often a look at the file failed; what was opened before then goes on being served.</summary>
    public long ReloadFailures { get; private set; }

    /// <summary>Why the file's newest generation is not the one that is served; null while it is.</summary>
    public IndexTrouble? Trouble => _trouble;

    /// <summary>Whether the file's newest generation is the one that is served.</summary>
    public bool IsFresh => _trouble is null;

    /// <summary>For how long that has not been so; nothing while it is.</summary>
    public TimeSpan StaleFor => _trouble is { } trouble ? DateTime.UtcNow - trouble.SinceUtc : TimeSpan.Zero;

    /// <summary>Where it comes from, in words or as a path.</summary>
    public string Place => _home.Description;

    /// <summary>What else there is to say of where it comes from.</summary>
    public IReadOnlyList<HomeMeasure> Measures => _home.Measures;

    /// <summary>Tries whether changes could be kept.</summary>
    /// <exception cref="ImageSearchException">They could not.</exception>
    public void CheckIsWritable() => _home.CheckIsWritable();

    /// <summary>Whether a search would find its rows where they were: not if the file is mapped and was cut short or written
    /// over.</summary>
    public bool CanBeSearched
    {
        get
        {
            try
            {
                _served?.Snapshot.EnsureUnchanged();
                return _served is not null;
            }
            catch (IndexException)
            {
                return false;
            }
        }
    }

    /// <summary>What the lists of the generation that is served are; null if it has none.</summary>
    public ListSummary? Lists => _served?.Index.Lists is not { } lists ? null
        : new ListSummary(lists.Cells, lists.Rows, lists.Asked, lists.Found, lists.Damage ?? _listsDamage, lists.IsOutgrown);

    /// <summary>Bytes of rows that are copied into memory; 0 where the file is mapped.</summary>
    public long CopiedBytes => _copies.Bytes;

    /// <summary>Ends once another generation is served than when it was asked for.</summary>
    public Task Next => _next.Task;

    /// <summary>Takes up what another process saved, if anything.</summary>
    /// <param name="cancel">Ends it.</param>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        // A change that is under way takes up what there is as well; to wait for it would keep the other indexes waiting.
        if (!await _writing.WaitAsync(0, cancel).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            Refresh();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The same, for whoever knows that there is something: waits for a look or a change that is under way.</summary>
    public async Task TakeUpAsync(CancellationToken cancel)
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
    /// <param name="cancel">Ends the wait for other writers of this process.</param>
    /// <exception cref="IndexException">It cannot be saved, or another process goes on writing to it.</exception>
    public async Task<T> ChangeAsync<T>(Func<ImageIndex, T> change, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            T result = default!;
            Publish(await _home.ChangeAsync(index => result = change(index), _copies, _lockWait).ConfigureAwait(false));
            return result;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private void Refresh()
    {
        try
        {
            if (_served is { } served && _home.IsNewest(served.Index))
            {
                Tell(null);
                return;
            }

            ImageIndex index = _home.Open(_copies);
            bool isFirst = _served is null && _trouble is null;
            Publish(index);
            if (!isFirst)
            {
                LogTakenUp(_log, Source.Name, index.Generation, index.ImageCount, index.RowCount);
            }
        }
        catch (ImageSearchException e)
        {
            ReloadFailures++;
            Tell(new IndexTrouble(e.Kind, e.Message, e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReloadFailures++;
            Tell(new IndexTrouble(ErrorKind.IndexNotReadable, e.Message, null));
        }
    }

    private void Publish(ImageIndex index)
    {
        _listsDamage = null;
        _served = ServedIndex.Of(Source.Name, index) with { OnListsDamaged = TellOfLists };
        if (index.Lists?.Damage is { } damage)
        {
            TellOfLists(damage);
        }

        Tell(null);
        Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One line, not one a search, nor one a generation.</summary>
    private void TellOfLists(string damage)
    {
        _listsDamage = damage;
        if (Interlocked.Exchange(ref _damageTold, damage) != damage)
        {
            LogListsDamaged(_log, Source.Name, damage);
        }
    }

    /// <summary>One line when it changes, not one a second.</summary>
    private void Tell(IndexTrouble? trouble)
    {
        IndexTrouble? before = _trouble;
        _trouble = trouble is not null && before is not null ? trouble with { SinceUtc = before.SinceUtc } : trouble;
        if (trouble is not null && trouble.Kind != before?.Kind)
        {
            LogTrouble(_log, Source.Name, trouble.Kind, _served is null ? "it is not served" : "what was opened before is served on",
                trouble.Message);
        }
        else if (trouble is null && before is not null)
        {
            LogWellAgain(_log, Source.Name);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Index {Index}: generation {Generation} taken up, {Images} images, {Rows} rows")]
    private static partial void LogTakenUp(ILogger log, string index, long generation, int images, long rows);

    [LoggerMessage(2, LogLevel.Warning, "Index {Index}: {Error}; {Consequence}: {Reason}")]
    private static partial void LogTrouble(ILogger log, string index, ErrorKind error, string consequence, string reason);

    [LoggerMessage(3, LogLevel.Information, "Index {Index}: its file can be read again")]
    private static partial void LogWellAgain(ILogger log, string index);

    [LoggerMessage(4, LogLevel.Warning,
        "Index {Index}: its lists are damaged; all rows are compared: {Reason}. 'imagesearch optimize --kind inverted' makes them again")]
    private static partial void LogListsDamaged(ILogger log, string index, string reason);
}
