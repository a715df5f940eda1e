using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>One commit of an index into a file, under its lock.</summary>
internal sealed class IndexCommit(IStorageFiles files, string target, IndexContent content, bool relativePaths)
{
    /// <summary>A catalog of at least so many bytes may be followed by as many bytes of changes before all is written as one
    /// again.</summary>
    private const long MinChainBytes = 1 << 16;

    /// <summary>Catalogs that may build on one another: what opening reads one by one.</summary>
    private const int LongestChain = 1024;

    private readonly StoredPaths _paths = new(target, relativePaths);
    private readonly IndexSnapshot _snapshot = content.Snapshot;

    /// <summary>Is told how many rows are written, and of how many.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>How lists are made, where the index has some.</summary>
    public ListPlan Lists { get; init; } = ListPlan.Default;

    /// <summary>Writes a new file beside the target and puts it in its place.</summary>
    /// <exception cref="IOException">Nothing was changed.</exception>
    /// <exception cref="InvalidDataException">It could not be opened again; nothing was changed.</exception>
    public FileMark WriteWhole()
    {
        DeleteLeftovers();
        string beside = BesideFiles.NameFor(target);
        IndexSlot slot;
        try
        {
            using (Stream file = files.Create(beside))
            {
                file.Write(new byte[IndexFormat.HeaderBytes]);
                var writer = new IndexWriter(files, file, 1, _paths, relativePaths);
                writer.WriteRows(_snapshot, _snapshot.Entries.ToArray(), Progress);
                StoredLists? lists = new ListCommit(content, Lists).WriteAll(file, beside, 1, writer.Segments);
                Catalog whole = Whole(writer.Segments, writer.Images) with { Lists = lists };
                slot = writer.WriteCatalog(Checked(whole, null, file.Position), null);

                // Both: nobody sees this file before it is whole, and one of them may then be damaged without harm.
                writer.WriteSlot(slot, 0);
                writer.WriteSlot(slot, 1);
                files.Flush(file);
            }

            files.Replace(beside, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or OperationCanceledException
            or OutOfMemoryException)
        {
            BesideFiles.DeleteQuietly(beside);
            throw;
        }

        return slot.Mark;
    }

    /// <summary>Appends what changed since the file's state; once more than half of the file would be dead, writes it anew.</summary>
    /// <param name="inFile">The file's state.</param>
    /// <param name="tried">Told of the state that the file may have from the moment on that its slot is written, whether that succeeds or
    /// not.</param>
    /// <exception cref="IOException">The file has the state that it had, or the new one.</exception>
    public FileMark WriteChange(IndexState inFile, Action<FileMark> tried)
    {
        CatalogChange change = CatalogChange.Between(inFile, _snapshot, _paths);
        if (change.IsEmpty && inFile.Catalog.NextId == content.NextId && inFile.Slot.Generation == content.Generation)
        {
            return inFile.Mark;
        }

        long dead = inFile.AllRows - _snapshot.RowCount + change.New.Sum(e => (long)e.Image.FeatureCount);
        if (DeadRows.AreTooMany(dead, _snapshot.RowCount))
        {
            try
            {
                return WriteWhole();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No room for a second file, or, on Windows, somebody has this one open and shares nothing: it can wait.
                System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' was not compacted: {1}", target, e.Message);
            }
        }

        return Append(inFile, change, tried);
    }

    private FileMark Append(IndexState inFile, CatalogChange change, Action<FileMark> tried)
    {
        using Stream file = files.OpenToWrite(target);
        if (inFile.IsSlotDamaged)
        {
            // The other slot is about to be written; until then it is the only one that leads to this state.
            new IndexWriter(files, file, inFile.Slot.Commit, _paths, relativePaths).WriteSlot(inFile.Slot, (int)(inFile.Slot.Commit % 2));
            files.Flush(file);
        }

        file.Position = inFile.Slot.FileBytes;
        long commit = inFile.Slot.Commit + 1;
        var writer = new IndexWriter(files, file, commit, _paths, relativePaths);
        writer.WriteRows(_snapshot, change.New, Progress);
        var changes = new Catalog(_snapshot.Settings, relativePaths, content.NextId, content.Generation, writer.Segments,
            [.. change.Altered, .. writer.Images], change.Removed)
        {
            Followed = Followed,
            Kind = content.Kind,
            Lists = new ListCommit(content, Lists).WriteNew(
                file, target, commit, [.. inFile.Catalog.Segments, .. writer.Segments], inFile.Catalog.Lists),
        };
        bool chainIsLong = inFile.Newest.ChainLength + 1 >= LongestChain
            || inFile.Newest.ChainBytes > Math.Max(inFile.BaseBytes, MinChainBytes);
        Catalog catalog = chainIsLong ? MergedWith(inFile, changes) : changes;
        IndexState? previous = chainIsLong ? null : inFile;
        IndexSlot slot = writer.WriteCatalog(Checked(catalog, previous, file.Position), previous);
        tried(slot.Mark);
        writer.WriteSlot(slot, (int)(commit % 2));
        files.Flush(file);
        return slot.Mark;
    }

    /// <summary>Reads what is about to be written, as whoever opens the file will.</summary>
    /// <exception cref="InvalidDataException">It could not be opened.</exception>
    private static Catalog Checked(Catalog catalog, IndexState? previous, long fileBytes)
    {
        Catalog read = Catalog.FromBytes(catalog.ToBytes(), IndexFormat.Version);
        IndexState.Merge(previous is null ? [read] : [previous.Catalog, read], fileBytes);
        return catalog;
    }

    private static Catalog MergedWith(IndexState inFile, Catalog changes)
    {
        Catalog merged = IndexState.Merge([inFile.Catalog, changes], long.MaxValue);
        var used = merged.Images.Select(i => i.SegmentOffset).ToHashSet();
        return merged with { Segments = [.. merged.Segments.Where(s => used.Contains(s.Offset))] };
    }

    private Catalog Whole(IReadOnlyList<StoredSegment> segments, IReadOnlyList<StoredImage> images) =>
        new(_snapshot.Settings, relativePaths, content.NextId, content.Generation, segments, images, [])
        {
            Followed = Followed,
            Kind = content.Kind,
        };

    private IReadOnlyList<FollowedFolder> Followed => [.. content.Followed.Select(f => f with { FullName = _paths.ToStored(f.FullName) })];

    /// <summary>New files of writers that were killed: under the lock, nobody is writing one.</summary>
    private void DeleteLeftovers()
    {
        try
        {
            foreach (string path in BesideFiles.Of(target, BesideFiles.Extension))
            {
                BesideFiles.DeleteQuietly(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string? folder = Path.GetDirectoryName(target);
            System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' could not be tidied up: {1}", folder, e.Message);
        }
    }
}
