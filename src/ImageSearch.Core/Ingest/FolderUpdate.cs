using System.Diagnostics;
using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Threads;

namespace ImageSearch.Ingest;

/// <summary>
/// Makes an index agree with a folder. Making it lists the folder and decides what to do; <see cref="Apply"/> does it. A folder that cannot
/// be listed says nothing about its images: they stay.
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
    private readonly HashSet<long> _overwritten;
    private readonly FollowedFolder _followed;
    private readonly int _unchanged;
    private readonly int _kept;
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
        _scan = new FolderScan(_options, IsOfIndex, cancel);
        _names = new KnownNames(index.GetImages(), _scan);
        var present = _scan.Files.Select(f => f.Path).ToHashSet(FilePaths.Comparer);
        List<IndexedImage> gone = [.. _names.Images.Where(i => !present.Contains(i.Path) && IsGone(i.Path)).OrderBy(i => i.Id)];
        if (present.Count == 0 && gone.Count > 0 && !options.AllowEmpty)
        {
            throw IndexException.FolderEmpty(_folder, gone.Count);
        }

        (ScannedFile File, IndexedImage? Known)[] differing = [.. _scan.Files.Select(f => (File: f, Known: _names.Of(f)))
            .Where(f => f.Known is null || f.Known.LengthBytes != f.File.LengthBytes || f.Known.ModifiedUtc != f.File.ModifiedUtc
                || IsRenamed(f.File, f.Known))];
        _unchanged = _scan.Files.Count - differing.Length;
        var lengths = gone.Concat(differing.Select(f => f.Known).OfType<IndexedImage>()).Select(i => i.LengthBytes).ToHashSet();
        FileFacts?[] facts = [.. differing.AsParallel().AsOrdered().WithCancellation(cancel)
            .WithDegreeOfParallelism(Math.Clamp(ThreadCount.Of(options.Threads), 1, ThreadCount.Max))
            .Select(f => lengths.Contains(f.File.LengthBytes) ? TryRead(NameOf(f.File, f.Known), cancel) : null)];
        var plan = new UpdatePlan([.. differing.Zip(facts, (f, read) => (f.File, f.Known, read))], gone, NameOf);
        FollowedFolder? before = index.Followed.FirstOrDefault(f => FilePaths.Comparer.Equals(f.FullName, _folder));
        var volumes = new FolderVolumes(_folder, before, _scan.Folders);
        var guard = new RemovalGuard(_options, plan.Gone, _names.Images, _scan.Files, volumes);
        _followed = new FollowedFolder(_folder, options.Recurse)
        {
            Include = options.Include.ToArray().AsReadOnly(),
            Exclude = options.Exclude.ToArray().AsReadOnly(),
            Volumes = guard.IsElsewhere ? before!.Volumes : volumes.Now,
        };
        _kept = plan.Gone.Count - guard.Removed.Count;
        KeptWarnings = guard.Warnings;
        _overwritten = plan.Overwritten.Select(i => i.Id).ToHashSet();
        Steps =
        [
            .. plan.Overwritten.Select(i => new UpdateStep(UpdateKind.Remove, i.Path, i, null)),
            .. plan.Steps.OrderByDescending(s => s.Kind is UpdateKind.Move or UpdateKind.Touch),
            .. guard.Removed.Concat(_names.Doubles).Select(i => new UpdateStep(UpdateKind.Remove, i.Path, i, null)),
        ];
    }

    /// <summary>What there is to do, in the order in which it is done.</summary>
    public IReadOnlyList<UpdateStep> Steps { get; }

    /// <summary>An error for each folder that could not be listed.</summary>
    public IReadOnlyList<ImageException> UnreadableFolders => _scan.Unreadable;

    /// <summary>What was done up to now.</summary>
    public UpdateSummary Summary => new(_folder, _done[(int)UpdateKind.Add], _done[(int)UpdateKind.Replace], _done[(int)UpdateKind.Move],
        _done[(int)UpdateKind.Remove], _unchanged + _done[(int)UpdateKind.Touch], _failed, _skipped, _scan.Unreadable.Count,
        _index.ImageCount, _index.RowCount, _clock.Elapsed)
    {
        Kept = _kept,
    };

    /// <summary>What was kept though its files are gone, and why.</summary>
    public IReadOnlyList<string> KeptWarnings { get; }

    /// <summary>What is to be said once of all files that were skipped; null if none was.</summary>
    public string? SkippedWarning => _firstSkipped is null ? null
        : $"{_skipped} {(_skipped == 1 ? "file was" : "files were")} skipped, in formats that cannot be read."
            + $" The first: {_firstSkipped.Message}";

    /// <summary>Why the first of them was; null if none was.</summary>
    public ErrorKind? SkippedKind => _firstSkipped?.Kind;

    /// <summary>Does steps, one result for each, and commits periodically to the index's file, if it has one, and at the end.</summary>
    /// <param name="steps">Those of <see cref="Steps"/> that are wanted, in their order.</param>
    /// <param name="commits">
    /// Whether to commit. Each commit takes the file's lock for itself, and takes up what others saved since: the index is then what the
    /// file holds.
    /// </param>
    /// <exception cref="IndexException">The index cannot be written; what was committed stays.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was committed stays.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public IEnumerable<UpdateResult> Apply(IReadOnlyList<UpdateStep> steps, bool commits)
    {
        _committed = _clock.Elapsed;
        _index.Follow(_followed);
        long pending = steps.Count;
        foreach (UpdateStep step in steps.Where(IsOverwritten))
        {
            _index.Remove(step.Image!.Id);
            yield return Note(step, null, --pending);
        }

        UpdateStep[] moves = [.. steps.Where(s => s.Kind == UpdateKind.Move)];
        IReadOnlySet<long> moved = _index.MoveAll([.. moves.Select(s => (s.Image!.Id, s.Facts!))]);
        foreach (UpdateStep step in steps.Where(s => s.Kind is UpdateKind.Move or UpdateKind.Touch))
        {
            bool done = step.Kind == UpdateKind.Move ? moved.Contains(step.Image!.Id) : _index.TryTouch(step.Facts!, out _);
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
                Commit(commits, _options.CommitEvery);
            }
        }

        while (ingest.Take(wait: true) is { } result)
        {
            yield return Note(posted.Dequeue(), result.Error, --pending);
            Commit(commits, _options.CommitEvery);
        }

        foreach (UpdateStep step in steps.Where(s => s.Kind == UpdateKind.Remove && !IsOverwritten(s)))
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

        Commit(commits, TimeSpan.Zero);
    }

    /// <summary>Whether a file is the index's own, its lock, or what a writer leaves beside it.</summary>
    private bool IsOfIndex(string path) => _index.FilePath is { } own && new[] { own, LinkTarget.Resolve(own) }.Any(file =>
        FilePaths.Comparer.Equals(path, file)
        || (path.Length > file.Length && path[file.Length] == '.' && FilePaths.Comparer.Equals(path[..file.Length], file)));

    /// <summary>Under which name the index is to have a file: its own, if that is how it was found; else the one that the index
    /// knows.</summary>
    private static string NameOf(ScannedFile file, IndexedImage? known) => known is null || IsRenamed(file, known) ? file.Path : known.Path;

    private static bool IsRenamed(ScannedFile file, IndexedImage known) =>
        FilePaths.Comparer.Equals(file.Path, file.RealPath) && !FilePaths.Comparer.Equals(file.Path, known.Path);

    private static FileFacts? TryRead(string path, CancellationToken cancel)
    {
        try
        {
            return ImageReader.ReadFacts(path, cancel);
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
        bool isMeant = IsBelow(path, _folder) && _options.Takes(path) && (_options.Recurse || FilePaths.Comparer.Equals(parent, _folder));
        return isMeant && !_scan.Unreadable.Any(u => IsBelow(path, u.Target)) && !File.Exists(path);
    }

    private bool IsOverwritten(UpdateStep step) => step.Kind == UpdateKind.Remove && _overwritten.Contains(step.Image!.Id);

    internal static bool IsBelow(string path, string folder) =>
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

    private void Commit(bool commits, TimeSpan every)
    {
        if (commits && _index.FilePath is { } path && _clock.Elapsed - _committed >= every && _index.HasUnsavedChanges)
        {
            IndexFile.SaveChanges(_index, path, IndexLock.CommitWait);
            _committed = _clock.Elapsed;
        }
    }
}
