using ImageSearch.Files;
using ImageSearch.Index;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage;

/// <summary>A file that was opened: its state, and its rows where they lie.</summary>
/// <param name="State">What it holds.</param>
/// <param name="View">Its bytes; null where its rows were copied.</param>
/// <param name="Target">The file, links resolved.</param>
/// <param name="Path">The path as it was given, for messages.</param>
internal sealed record OpenedIndex(IndexState State, IndexView? View, string Target, string Path)
{
    /// <summary>Where its rows lie, if not in the view.</summary>
    private Func<StoredSegment, RowSegment>? OwnRows { get; init; }

    /// <summary>Where its blocks of lists lie, if not in the view.</summary>
    private Func<StoredListBlock, IndexView>? ListViews { get; init; }

    /// <summary>An index whose blocks lie in files of their own.</summary>
    /// <param name="state">What it holds.</param>
    /// <param name="rows">The rows of a segment.</param>
    /// <param name="lists">Where a block of centres or lists lies.</param>
    /// <param name="target">The path of the file that it would be.</param>
    public static OpenedIndex OfBlocks(
        IndexState state, Func<StoredSegment, RowSegment> rows, Func<StoredListBlock, IndexView> lists, string target) =>
        new(state, null, target, target) { OwnRows = rows, ListViews = lists };

    /// <exception cref="IndexException">Not found, damaged, of another version, or unreadable.</exception>
    public static OpenedIndex Read(string path, string target, long checkedAtOnceBytes, IRowCopies? copies = null) =>
        Guard(path, target, () =>
    {
        using FileStream file = OpenToRead(target);
        IndexState state = IndexFileReader.Read(file, path);
        if ((copies as RowCopies)?.Take(file, UsedOf(state.Catalog), state.Catalog.Lists, state.Slot.FileBytes, path) is { } copied)
        {
            return new OpenedIndex(state, null, target, path) { OwnRows = s => copied.Rows[s], ListViews = copied.Lists };
        }

        bool remote = IndexView.IsRemote(target);
        var view = IndexView.Open(file, state.Slot.FileBytes, remote);
        bool isSound = false;
        try
        {
            var opened = new OpenedIndex(state, view, target, path);
            view.Watch(target, state.Slot.CatalogOffset, path);
            if (remote || state.Slot.FileBytes <= checkedAtOnceBytes)
            {
                foreach (StoredSegment segment in state.Catalog.Segments)
                {
                    opened.RowsOf(segment).EnsureSound();
                }
            }

            isSound = true;
            return opened;
        }
        finally
        {
            if (!isSound)
            {
                // As long as it is mapped, Windows lets nobody mend it.
                view.Dispose();
            }
        }
    });

    /// <summary>Which state a file holds, without its catalog.</summary>
    /// <inheritdoc cref="Read"/>
    public static FileMark ReadMark(string path, string target) => Guard(path, target, () =>
    {
        using FileStream file = OpenToRead(target);
        IndexSlot slot = IndexFileReader.ReadSlot(file, path);
        return slot.Mark;
    });

    /// <summary>The slot that counts, and whether it is not where it should be; null if it, or the header of its catalog, is
    /// damaged.</summary>
    public static (IndexSlot Slot, bool IsDamaged)? TryReadSlot(string target)
    {
        try
        {
            return Guard(target, target, () =>
            {
                using FileStream file = OpenToRead(target);
                return IndexFileReader.ReadTip(file, target);
            });
        }
        catch (IndexException)
        {
            return null;
        }
    }

    /// <summary>What a file holds, without the rows.</summary>
    /// <inheritdoc cref="Read"/>
    public static IndexState ReadState(string path, string target) => Guard(path, target, () =>
    {
        using FileStream file = OpenToRead(target);
        return IndexFileReader.Read(file, path);
    });

    /// <summary>What a file holds; null if it is damaged.</summary>
    public static IndexState? TryReadState(string target)
    {
        try
        {
            return ReadState(target, target);
        }
        catch (IndexException)
        {
            return null;
        }
    }

    /// <summary>After a save, uses the rows in the file instead of those in memory, which are freed; nothing is lost where that cannot
    /// be.</summary>
    public static void TryTakeOver(ImageIndex index, string target, long generation)
    {
        try
        {
            if (!IndexView.IsRemote(target))
            {
                Read(target, target, 0, index.Copies).Restore(index, index.FilePath!, generation);
            }
        }
        catch (IndexException e)
        {
            System.Diagnostics.Trace.TraceWarning("ImageSearch: the saved rows stay in memory: {0}", e.Message);
        }
    }

    private RowSegment RowsOf(StoredSegment segment) => OwnRows?.Invoke(segment) ?? new SegmentParts(View!, segment).Rows(Path);

    /// <summary>Makes an index hold what the file holds; false if it was changed meanwhile.</summary>
    /// <param name="index">The index.</param>
    /// <param name="path">The file's full path, as it was named.</param>
    /// <param name="ifGeneration">The generation from which it was not changed.</param>
    public bool Restore(ImageIndex index, string path, long ifGeneration)
    {
        Catalog catalog = State.Catalog;
        var paths = new StoredPaths(Target, catalog.RelativePaths);
        var rows = new RowStore();
        var firstRows = new Dictionary<long, long>();
        var taken = new List<(StoredSegment Segment, long FirstRow)>();
        foreach (StoredSegment segment in UsedOf(catalog))
        {
            firstRows[segment.Offset] = rows.Count;
            taken.Add((segment, rows.Count));
            rows.Add(RowsOf(segment));
        }

        (InvertedLists? lists, ListSummary? summary) = ListReader.Read(catalog.Lists, ListViews ?? (_ => View!), firstRows);
        IEnumerable<IndexEntry> entries = catalog.Images.Select(i => new IndexEntry(
            i.Image with { Facts = i.Image.Facts with { Path = paths.ToFull(i.Image.Path) } },
            i.Image.FeatureCount == 0 ? IndexEntry.NoRow : firstRows[i.SegmentOffset] + i.FirstRow));
        return index.Restore(rows, entries, catalog.NextId, catalog.Generation, ifGeneration,
            new FileBinding(path, State.Slot, catalog.Generation)
            {
                File = new SavedFile(FileTip.Of(State), new StoredPlaces(taken), () => ReadState(Target, Target), Target),
            },
            [.. catalog.Followed.Select(f => f with { FullName = paths.ToFull(f.FullName) })], catalog.Kind, lists, summary);
    }

    /// <summary>Segments with rows of an image that was not removed.</summary>
    public static StoredSegment[] UsedOf(Catalog catalog)
    {
        var used = catalog.Images.Select(i => i.SegmentOffset).ToHashSet();
        return [.. catalog.Segments.Where(s => used.Contains(s.Offset))];
    }

    public static FileStream OpenToRead(string target) =>
        new(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);

    /// <summary>Whether nothing in a file is as in an index: a photograph is not to be repaired.</summary>
    private static bool IsOfAnotherKind(string target)
    {
        try
        {
            if (new FileInfo(target).Length == 0)
            {
                return false;
            }

            using FileStream file = OpenToRead(target);
            return !IndexSignature.IsAnywhere(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

    public static T Guard<T>(string path, string target, Func<T> read)
    {
        if (!ReplacedFile.IsThere(target))
        {
            throw IndexException.NotFound(path);
        }

        if (RegularFile.IsNotToBeRead(target))
        {
            throw IndexException.NoIndex(path, RegularFile.NotToBeRead);
        }

        try
        {
            return new FileInfo(target).Length == 0 ? throw new InvalidDataException("it is empty") : read();
        }
        catch (FileNotFoundException) when (OperatingSystem.IsWindows() && ReplacedFile.IsThere(target))
        {
            // It was replaced just then.
            return Guard(path, target, read);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw IsOfAnotherKind(target) ? IndexException.NoIndex(path) : IndexException.Corrupt(path, e.Message.TrimEnd('.'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotReadable(path, e);
        }
    }
}
