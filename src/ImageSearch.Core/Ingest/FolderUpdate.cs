using System.Diagnostics;
using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Threads;

namespace ImageSearch.Ingest;

/// <summary>
/// Makes an index agree with a folder. Making it lists the folder and decides what to do; <see cref="Apply"/> does it. A folder that cannot be
/// listed says nothing about its images: they stay.
/// </summary>
public sealed class FolderUpdate
{
    private readonly ImageIndex _index;
    private readonly UpdateOptions _options;
    private readonly CancellationToken _cancel;
    private readonly string _folder;
    private readonly FolderScan _scan;
    private readonly KnownNames _names;
    private readonly int[] _done = new int[Enum.GetValues<UpdateKind>().Length];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int _unchanged;
    private int _failed;
    private int _skipped;
    private ImageException? _firstSkipped;
    private TimeSpan _committed;

    /// <summary>Lists the folder and compares it with the index: by length and time, and by content where these differ.</summary>
    /// <exception cref="IndexException">The folder cannot be listed, or has no image any more though the index knows some.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public FolderUpdate(ImageIndex index, UpdateOptions options, CancellationToken cancel = default)
    {
        _index = index;
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder));
        _options = options with { Folder = _folder };
        _cancel = cancel;
        _scan = new FolderScan(_options, cancel);
        _names = new KnownNames(index.GetImages(), _scan);
        var present = _scan.Files.Select(f => f.Path).ToHashSet(FilePaths.Comparer);
        List<IndexedImage> gone = [.. _names.Images.Where(i => !present.Contains(i.Path) && IsGone(i.Path)).OrderBy(i => i.Id)];
        if (present.Count == 0 && gone.Count > 0 && !options.AllowEmpty)
        {
            throw IndexException.FolderEmpty(_folder, gone.Count);
        }

        var lengths = gone.Select(i => i.LengthBytes).ToHashSet();
        (ScannedFile File, IndexedImage? Known)[] differing = [.. _scan.Files.Select(f => (File: f, Known: _names.Of(f)))
            .Where(f => f.Known is null || f.Known.LengthBytes != f.File.LengthBytes || f.Known.ModifiedUtc != f.File.ModifiedUtc || IsRenamed(f.File, f.Known))];
        _unchanged = _scan.Files.Count - differing.Length;
        FileFacts?[] facts = [.. differing.AsParallel().AsOrdered().WithCancellation(cancel)
            .WithDegreeOfParallelism(Math.Clamp(ThreadCount.Of(options.Threads), 1, ThreadCount.Most))
            .Select(f => (f.Known is null ? lengths.Contains(f.File.LengthBytes) : f.Known.LengthBytes == f.File.LengthBytes) ? TryRead(NameOf(f.File, f.Known)) : null)];
        List<UpdateStep> steps = [.. differing.Zip(facts, (f, read) => Decide(NameOf(f.File, f.Known), f.Known, read, gone))];
        Steps =
        [
            .. steps.OrderByDescending(s => s.Kind is UpdateKind.Move or UpdateKind.Touch),
            .. gone.Concat(_names.Doubles).Select(i => new UpdateStep(UpdateKind.Remove, i.Path, i, null)),
        ];
    }

    /// <summary>What there is to do, in the order in which it is done.</summary>
    public IReadOnlyList<UpdateStep> Steps { get; }

    /// <summary>An error for each folder that could not be listed.</summary>
    public IReadOnlyList<ImageException> UnreadableFolders => _scan.Unreadable;

    /// <summary>What was done up to now.</summary>
    public UpdateSummary Summary => new(_folder, _done[(int)UpdateKind.Add], _done[(int)UpdateKind.Replace], _done[(int)UpdateKind.Move],
        _done[(int)UpdateKind.Remove], _unchanged + _done[(int)UpdateKind.Touch], _failed, _skipped, _scan.Unreadable.Count, _index.ImageCount, _index.RowCount, _clock.Elapsed);

    /// <summary>What is to be said once of all files that were skipped; null if none was.</summary>
    public string? Warning => _firstSkipped is null ? null
        : $"{_skipped} {(_skipped == 1 ? "file was" : "files were")} skipped, for want of a decoder. The first: {_firstSkipped.Message}";

    /// <summary>Does steps, one result for each, and commits periodically to the index's file, if it has one, and at the end.</summary>
    /// <param name="steps">Those of <see cref="Steps"/> that are wanted, in their order.</param>
    /// <param name="held">The file's lock.</param>
    /// <exception cref="IndexException">The index cannot be written; what was committed stays.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was committed stays.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public IEnumerable<UpdateResult> Apply(IReadOnlyList<UpdateStep> steps, IndexLock? held)
    {
        _committed = _clock.Elapsed;
        long pending = steps.Count;
        foreach (UpdateStep step in steps.Where(s => s.Kind is UpdateKind.Move or UpdateKind.Touch))
        {
            bool done = step.Kind == UpdateKind.Move ? _index.TryMove(step.Image!.Id, step.Facts!, out _) : _index.TryTouch(step.Facts!, out _);
            yield return Note(step, done ? null : ImageException.NotInIndex(step.Image!.Path), --pending);
        }

        using var ingest = new ImageIngest(_index, _options.Threads, _cancel);
        var posted = new Queue<UpdateStep>();
        foreach (UpdateStep step in steps.Where(s => s.Kind is UpdateKind.Add or UpdateKind.Replace))
        {
            ingest.Post(step.Path);
            posted.Enqueue(step);
            while (ingest.Take(ingest.IsFull) is { } result)
            {
                yield return Note(posted.Dequeue(), result.Error, --pending);
                Commit(held, _options.CommitEvery);
            }
        }

        while (ingest.Take(wait: true) is { } result)
        {
            yield return Note(posted.Dequeue(), result.Error, --pending);
            Commit(held, _options.CommitEvery);
        }

        foreach (UpdateStep step in steps.Where(s => s.Kind == UpdateKind.Remove))
        {
            // The drive may have gone while images were read.
            bool isMeant = (IsGone(step.Path) || _names.Doubles.Contains(step.Image!)) && IsThere(_folder);
            ImageException? error = isMeant ? null : ImageException.FolderUnreadable(_folder, "it went away during the update");
            if (error is null)
            {
                _index.Remove(step.Image!.Id);
            }

            yield return Note(step, error, --pending);
        }

        Commit(held, TimeSpan.Zero);
    }

    private static UpdateStep Decide(string path, IndexedImage? known, FileFacts? facts, List<IndexedImage> gone)
    {
        if (known is not null)
        {
            bool isSame = facts is not null && HasContent(known, facts), isRenamed = !FilePaths.Comparer.Equals(path, known.Path);
            return isSame ? new UpdateStep(isRenamed ? UpdateKind.Move : UpdateKind.Touch, path, known, facts) : new UpdateStep(UpdateKind.Replace, known.Path, known, facts);
        }

        // Of several with the same content, the one that had this name.
        IndexedImage? moved = facts is null ? null : gone.Where(g => HasContent(g, facts)).MaxBy(g => Path.GetFileName(g.Path) == Path.GetFileName(path));
        if (moved is null)
        {
            return new UpdateStep(UpdateKind.Add, path, null, facts);
        }

        gone.Remove(moved);
        return new UpdateStep(UpdateKind.Move, path, moved, facts);
    }

    private static bool HasContent(IndexedImage image, FileFacts facts) => image.ContentHash.AsSpan().SequenceEqual(facts.ContentHash.AsSpan());

    /// <summary>Under which name the index is to have a file: its own, if that is how it was found; else the one that the index knows.</summary>
    private static string NameOf(ScannedFile file, IndexedImage? known) => known is null || IsRenamed(file, known) ? file.Path : known.Path;

    private static bool IsRenamed(ScannedFile file, IndexedImage known) =>
        FilePaths.Comparer.Equals(file.Path, file.RealPath) && !FilePaths.Comparer.Equals(file.Path, known.Path);

    private static FileFacts? TryRead(string path)
    {
        try
        {
            return ImageReader.ReadFacts(path);
        }
        catch (ImageException)
        {
            // Reading it as an image fails as well, and says so.
            return null;
        }
    }

    private static bool IsThere(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Any() || Directory.Exists(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a path is meant by this update, is in no folder that could not be listed, and has no file.</summary>
    private bool IsGone(string path)
    {
        string? parent = Path.GetDirectoryName(path);
        bool isMeant = _options.Takes(Path.GetFileName(path)) && (_options.Recurse ? IsBelow(path, _folder) : FilePaths.Comparer.Equals(parent, _folder));
        return isMeant && !_scan.Unreadable.Any(u => IsBelow(path, u.Target)) && !File.Exists(path);
    }

    private static bool IsBelow(string path, string folder) =>
        path.Length > folder.Length && FilePaths.Comparer.Equals(path[..folder.Length], folder)
        && (Path.EndsInDirectorySeparator(folder) || path[folder.Length] == Path.DirectorySeparatorChar);

    private UpdateResult Note(UpdateStep step, ImageException? error, long pending)
    {
        var result = new UpdateResult(step, error, pending);
        _done[(int)step.Kind] += error is null ? 1 : 0;
        _failed += error is null || result.IsSkipped ? 0 : 1;
        _skipped += result.IsSkipped ? 1 : 0;
        _firstSkipped ??= result.IsSkipped ? error : null;
        return result;
    }

    private void Commit(IndexLock? held, TimeSpan every)
    {
        if (held is not null && _clock.Elapsed - _committed >= every && _index.HasUnsavedChanges)
        {
            IndexFile.Save(_index, held: held);
            _committed = _clock.Elapsed;
        }
    }
}
