using ImageSearch.Cells;
using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage;

/// <summary>Keeps an index in one file (.imgidx). The format is described in docs/index-format.md.</summary>
public static class IndexFile
{
    /// <summary>Files with fewer bytes than this are checked whole when they are opened: it takes a few milliseconds.</summary>
    private const long CheckedAtOnceBytes = 1 << 24;

    /// <summary>
    /// Opens an index file: checks header and catalog, and the rows when they are first used. The file is mapped into memory and may be
    /// written to meanwhile; what is opened stays as it is.
    /// </summary>
    /// <exception cref="IndexException">Not found, damaged, of another version, or unreadable.</exception>
    public static ImageIndex Open(string path) => Open(path, null);

    /// <summary>The same, with rows in memory of the process's own, as far as <paramref name="copies"/> takes them.</summary>
    /// <inheritdoc cref="Open(string)"/>
    internal static ImageIndex Open(string path, IRowCopies? copies)
    {
        OpenedIndex opened = OpenedIndex.Read(path, LinkTarget.Resolve(Path.GetFullPath(path)), CheckedAtOnceBytes, copies);
        Catalog catalog = opened.State.Catalog;
        var index = new ImageIndex(catalog.Settings, catalog.Kind) { RelativePaths = catalog.RelativePaths, Copies = copies };
        opened.Restore(index, Path.GetFullPath(path), index.Generation);
        return index;
    }

    /// <summary>Whether an index has what its file holds now.</summary>
    /// <exception cref="IndexException">The file is not there, or its header is damaged.</exception>
    internal static bool IsNewest(ImageIndex index)
    {
        FileBinding binding = FileBinding.Of(index) ?? throw new ArgumentException("The index has no file.", nameof(index));
        return OpenedIndex.ReadMark(binding.Path, LinkTarget.Resolve(binding.Path)) == binding.Mark;
    }

    /// <summary>Moves an index to what its file now holds; snapshots taken before stay as they are.</summary>
    /// <returns>Whether there was anything new.</returns>
    /// <exception cref="IndexException">It has changes of its own that are not saved; or as <see cref="Open(string)"/>.</exception>
    public static bool Refresh(ImageIndex index)
    {
        long generation = index.Generation;
        if (IsNewest(index))
        {
            return false;
        }

        string path = index.FilePath!;
        if (index.HasUnsavedChanges
            || !OpenedIndex.Read(path, LinkTarget.Resolve(path), CheckedAtOnceBytes, index.Copies).Restore(index, path, generation))
        {
            throw IndexException.Changed(path);
        }

        return true;
    }

    /// <summary>
    /// Saves an index. To its own file the changes are appended; another file is written beside its target and renamed into place. Both
    /// times all or nothing is there afterwards, whatever goes wrong. Once more than half of a file is dead, it is written anew.
    /// </summary>
    /// <param name="index">The index; it remembers the path.</param>
    /// <param name="path">Where to; null is where it came from.</param>
    /// <param name="replace">Whether another file there may be replaced. Its own file may, unless another process changed it.</param>
    /// <param name="held">The file's lock, if the caller has it already.</param>
    /// <param name="progress">Is told how many rows are written, and of how many; null tells nobody.</param>
    /// <exception cref="IndexException">
    /// A file is there, or it was changed by another process meanwhile, or another process is writing to it, or it cannot be written.
    /// </exception>
    /// <exception cref="ArgumentException">No path is known.</exception>
    public static void Save(
        ImageIndex index, string? path = null, bool replace = false, IndexLock? held = null, Action<long, long>? progress = null) =>
        Save(index, path, replace, compact: false, held, DiskFiles.Instance, progress);

    /// <summary>
    /// Saves what was changed since the index was opened or saved last onto whatever its file holds by now: writers that hold the lock for
    /// their commits alone, each in turn, lose nothing of one another. Afterwards the index is what the file holds; an image that others
    /// added meanwhile is in it, and an image of its own may have got another id.
    /// </summary>
    /// <param name="index">The index; of what others removed meanwhile, it adds again what it changed.</param>
    /// <param name="path">The file; it is made if it is not there.</param>
    /// <param name="wait">How long to wait while others write.</param>
    /// <exception cref="IndexException">
    /// Others go on writing, the file is damaged or of other settings by now, or it cannot be written; the file is as it was.
    /// </exception>
    public static void SaveChanges(ImageIndex index, string path, TimeSpan wait)
    {
        using IndexLock held = IndexLock.Take(path, wait);
        if (File.Exists(held.Target))
        {
            Rebase.OntoFile(index, Path.GetFullPath(path), held.Target, CheckedAtOnceBytes);
        }

        Save(index, path, held: held);
    }

    /// <summary>Writes an index's file anew, without the rows of removed images and in few segments. Those who have it open go on with the
    /// old one.</summary>
    /// <param name="index">The index; it has a file.</param>
    /// <param name="kind">The kind that it gets, with centres chosen and lists made anew; null leaves it as it is.</param>
    /// <param name="held">The file's lock, if the caller has it already.</param>
    /// <param name="progress">Is told how many rows are written, and of how many; null tells nobody.</param>
    /// <param name="cancel">Ends it; the file is as it was.</param>
    /// <exception cref="IndexException">
    /// It was changed by another process meanwhile, or another process is writing to it, or it cannot be written; or it has too few rows to
    /// choose centres from.
    /// </exception>
    /// <exception cref="ArgumentException">It has no file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was changed.</exception>
    public static void Compact(ImageIndex index, KindChoice? kind = null, IndexLock? held = null, Action<long, long>? progress = null,
        CancellationToken cancel = default)
    {
        bool trains = kind?.Kind == IndexKind.Inverted;
        int least = Math.Max(CellTraining.LeastRows, kind?.Cells ?? 0);
        if (trains && index.RowCount < least)
        {
            throw IndexException.TooFewRows(index.FilePath ?? "", index.RowCount, least);
        }

        Save(index, null, replace: false, compact: true, held, DiskFiles.Instance, kind: kind?.Kind,
            lists: new ListPlan(trains, progress, cancel) { Cells = kind?.Cells });
    }

    /// <summary>To use the rows in the file instead of those in memory costs reading all catalogs again: of a large index not for every
    /// few rows.</summary>
    private static bool IsWorthTakingOver(ImageIndex index)
    {
        const long RowsInMemory = 1 << 17, ShareInMemory = 64;
        long rows = index.RowsInMemory;
        return rows >= RowsInMemory || rows * ShareInMemory >= index.RowCount;
    }

    /// <summary>Whatever is said, a folder, a pipe or a device is no place for an index.</summary>
    /// <exception cref="IndexException">It is one.</exception>
    internal static void CheckIsFile(string path, string target)
    {
        if (Directory.Exists(target))
        {
            throw IndexException.NotWritable(path, new IOException("It is a folder."));
        }

        if (RegularFile.IsTakenByOther(target))
        {
            throw IndexException.NotWritable(
                path, new IOException($"{char.ToUpperInvariant(RegularFile.Refusal[0])}{RegularFile.Refusal[1..]}."));
        }
    }

    internal static void Save(ImageIndex index, string? path, bool replace, bool compact, IndexLock? held, IStorageFiles files,
        Action<long, long>? progress = null, IndexKind? kind = null, ListPlan? lists = null)
    {
        FileBinding? binding = FileBinding.Of(index);
        path ??= binding?.Path ?? throw new ArgumentException("The index has no file yet; a path is needed.", nameof(path));
        string full = Path.GetFullPath(path);
        bool own = binding is not null && FilePaths.Comparer.Equals(full, binding.Path);
        CheckIsFile(path, LinkTarget.Resolve(full));
        if (!own && !replace && File.Exists(full))
        {
            throw IndexException.Exists(path);
        }

        if (!own && index.TryGet(full, out _))
        {
            throw IndexException.NotWritable(path, new IOException("It is one of the images that the index has."));
        }

        using IndexLock? taken = held is null ? IndexLock.Take(path) : null;
        string target = (held ?? taken)!.Target;
        if (!own && !replace && File.Exists(target))
        {
            throw IndexException.Exists(path);
        }

        SavedFile? inFile = own && File.Exists(target) ? binding!.ReadFile(target) : null;
        bool isOurs = inFile is not null && binding!.Knows(inFile.Tip.Mark);
        if (own && !replace && !isOurs && File.Exists(target))
        {
            throw IndexException.Changed(path);
        }

        IndexContent content = index.ContentToSave();
        content = content with { Kind = kind ?? content.Kind };
        content.Snapshot.EnsureUnchanged();
        bool whole = inFile is null || !isOurs || inFile.Tip.RelativePaths != index.RelativePaths
            || (compact && !(kind == IndexKind.Inverted && inFile.Tip.IsTidy(content.Snapshot.RowCount)));
        var commit = new IndexCommit(files, target, content, index.RelativePaths)
        {
            Progress = lists is null ? progress : lists.Tell,
            Lists = lists ?? ListPlan.Default,
        };
        (IndexSlot slot, SavedFile? now) = Write(path, () => whole ? (commit.WriteWhole(), null)
            : commit.WriteChange(inFile!, tried => index.Binding = binding! with { TriedMark = tried }));
        index.Binding = new FileBinding(full, slot, content.Generation) { File = now };
        index.Kind = content.Kind;
        index.NoteSaved(content);
        if (now?.Places is null || now.Tip.Lists != inFile!.Tip.Lists || IsWorthTakingOver(index))
        {
            OpenedIndex.TryTakeOver(index, target, content.Generation);
        }
    }

    /// <exception cref="IndexException">It could not be written, or not be opened again.</exception>
    private static T Write<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (InvalidDataException e)
        {
            throw IndexException.NotWritable(path, new InvalidDataException($"It could not be opened again: {e.Message}.", e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotWritable(path, e);
        }
    }
}
