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
    public IndexSlot WriteWhole()
    {
        BesideFiles.DeleteLeftovers(target);
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
                slot = writer.WriteCatalog(Checked(whole, [], file.Position), null);

                // Both: nobody sees this file before it is whole, and one of them may then be damaged without harm.
                slot.WriteTo(file, 0);
                slot.WriteTo(file, 1);
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

        return slot;
    }

    /// <summary>Appends what changed since the file's state; once more than half of the file would be dead, writes it anew.</summary>
    /// <param name="inFile">The file's state.</param>
    /// <param name="tried">Told of the state that the file may have from the moment on that its slot is written, whether that succeeds or
    /// not.</param>
    /// <returns>What the file holds now, if it was not written anew.</returns>
    /// <exception cref="IOException">The file has the state that it had, or the new one.</exception>
    /// <exception cref="IndexException">All catalogs had to be read, and one is damaged; nothing was changed.</exception>
    public (IndexSlot Slot, SavedFile? Now) WriteChange(SavedFile inFile, Action<FileMark> tried)
    {
        CatalogChange change = inFile.ChangeTo(content, _paths);
        if (change.IsEmpty && !Lists.Trains && inFile.Tip.NextId == content.NextId && inFile.Tip.Slot.Generation == content.Generation)
        {
            return (inFile.Tip.Slot, inFile);
        }

        long dead = inFile.Tip.AllRows - _snapshot.RowCount + change.New.Sum(e => (long)e.Image.FeatureCount);
        if (DeadRows.AreTooMany(dead, _snapshot.RowCount))
        {
            try
            {
                return (WriteWhole(), null);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No room for a second file, or, on Windows, somebody has this one open and shares nothing: it can wait.
                System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' was not compacted: {1}", target, e.Message);
            }
        }

        return Append(inFile, change, tried);
    }

    /// <summary>Appends what changed since a file had a state.</summary>
    /// <exception cref="InvalidDataException">It could not be opened again; nothing was changed.</exception>
    public void AppendTo(IndexState inFile)
    {
        var file = new SavedFile(FileTip.Of(inFile), null, () => inFile, target);
        Append(file, file.ChangeTo(content, _paths), _ => { });
    }

    private (IndexSlot Slot, SavedFile? Now) Append(SavedFile inFile, CatalogChange change, Action<FileMark> tried)
    {
        FileTip tip = inFile.Tip;
        bool chainIsLong = tip.Newest.ChainLength + 1 >= LongestChain
            || tip.Newest.ChainBytes > Math.Max(tip.BaseBytes, MinChainBytes);
        Catalog? before = chainIsLong ? inFile.ReadCatalog() : null;
        using Stream file = files.OpenToWrite(target);
        bool isTried = false;
        try
        {
            (Catalog changes, IndexWriter writer, IndexSlot slot) = WriteBlocks(file, tip, before, change);
            isTried = true;
            tried(slot.Mark);
            slot.WriteTo(file, slot.Number);
            files.Flush(file);
            return (slot, before is null ? inFile.After(slot, writer.Newest, changes, _snapshot.ImageCount) : null);
        }
        catch when (!isTried)
        {
            CutOff(file, tip.Slot.FileBytes);
            throw;
        }
    }

    private (Catalog Changes, IndexWriter Writer, IndexSlot Slot) WriteBlocks(
        Stream file, FileTip tip, Catalog? before, CatalogChange change)
    {
        if (tip.IsSlotDamaged)
        {
            // The other slot is about to be written; until then it is the only one that leads to this state.
            tip.Slot.WriteTo(file, tip.Slot.Number);
            files.Flush(file);
        }

        file.Position = tip.Slot.FileBytes;
        long commit = tip.Slot.Commit + 1;
        var writer = new IndexWriter(files, file, commit, _paths, relativePaths);
        writer.WriteRows(_snapshot, change.New, Progress);
        var changes = new Catalog(_snapshot.Settings, relativePaths, content.NextId, content.Generation, writer.Segments,
            [.. change.Altered, .. writer.Images], change.Removed)
        {
            Followed = Followed,
            Kind = content.Kind,
            Lists = new ListCommit(content, Lists).WriteNew(file, target, commit, [.. tip.Segments, .. writer.Segments], tip.Lists),
        };
        Catalog catalog = before is null ? changes : Merged(before, changes);
        FileTip? previous = before is null ? tip : null;
        return (changes, writer, writer.WriteCatalog(Checked(catalog, previous?.Segments ?? [], file.Position), previous));
    }

    /// <summary>Gives back the room of what was written and does not count.</summary>
    private void CutOff(Stream file, long length)
    {
        try
        {
            file.SetLength(length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As on Windows, where somebody has it mapped: the next commit writes over it.
            System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' was not cut off: {1}", target, e.Message);
        }
    }

    /// <summary>Reads what is about to be written, as whoever opens the file will.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="segments">Those of the file before it; none where it stands for itself.</param>
    /// <param name="fileBytes">Where it is going to begin.</param>
    /// <exception cref="InvalidDataException">It could not be opened.</exception>
    private static Catalog Checked(Catalog catalog, IReadOnlyList<StoredSegment> segments, long fileBytes)
    {
        IndexState.CheckChange(segments, Catalog.FromBytes(catalog.ToBytes(), IndexFormat.Version), fileBytes);
        return catalog;
    }

    private static Catalog Merged(Catalog before, Catalog changes)
    {
        Catalog merged = IndexState.Merge([before, changes], long.MaxValue);
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
}
