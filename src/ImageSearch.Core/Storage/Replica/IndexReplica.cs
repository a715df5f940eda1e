using ImageSearch.Files;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Replica;

/// <summary>
/// A copy of an index file that another machine writes. At each moment it is one of the states that were published, whole: what comes is
/// written where no reader looks, checked to the last byte, and counts once a header slot says so. Nobody else writes to it meanwhile: it
/// holds the file's lock.
/// </summary>
internal sealed class IndexReplica : IDisposable
{
    /// <summary>What is added to the name of a copy for the file that says that it is one: it may be replaced, as nobody's own index
    /// may.</summary>
    public const string MarkExtension = ".replica";

    private readonly string _path;
    private readonly IStorageFiles _files;
    private readonly IndexLock _lock;

    /// <summary>Takes the lock, and tidies up what one that was killed left behind.</summary>
    /// <param name="path">The file, which need not be there yet; its folder is made.</param>
    /// <param name="files">What changes the disk; null is the disk itself.</param>
    /// <exception cref="IndexException">Another process writes to the file or follows with it, or nothing can be written there.</exception>
    public IndexReplica(string path, IStorageFiles? files = null)
    {
        (_path, _files) = (path, files ?? DiskFiles.Instance);
        IndexFile.CheckIsFile(path, LinkTarget.Resolve(Path.GetFullPath(path)));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotWritable(path, e);
        }

        _lock = IndexLock.Take(path);
        BesideFiles.DeleteLeftovers(_lock.Target);
    }

    /// <summary>The state that the file has; null if there is none, or its header is damaged.</summary>
    /// <exception cref="IndexException">It cannot be read, is of a version that is not known, or is no index, which nobody meant to be
    /// replaced.</exception>
    public IndexSlot? Held() => Read()?.Slot;

    /// <summary>Notes that the file is a copy, once it is known to be one.</summary>
    /// <exception cref="IndexException">Nothing can be written beside it.</exception>
    public void NoteCopy()
    {
        try
        {
            if (!IsNoted)
            {
                File.WriteAllText(_lock.Target + MarkExtension,
                    $"{Path.GetFileName(_lock.Target)} is a copy that a read replica keeps; it is replaced by what is followed.\n");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotWritable(_path, e);
        }
    }

    /// <summary>Whether a state may have grown out of the one that the file has: it is of a later commit and longer. Whoever has that state
    /// knows whether it did.</summary>
    public static bool MayGrowTo(IndexSlot held, IndexSlot published) =>
        published.Commit > held.Commit && published.CatalogOffset >= held.FileBytes;

    /// <summary>Appends what the published state has more than this file, in the order of a commit.</summary>
    /// <param name="published">The state, which grew out of the file's.</param>
    /// <param name="load">Brings the bytes.</param>
    /// <param name="cancel">Ends it; the file has the state that it had.</param>
    /// <exception cref="IndexException">What came is damaged, or cannot be written. The file has the state that it had, or, if its header
    /// could not be written to the end, a later one up to that which was published.</exception>
    public Task AppendAsync(IndexSlot published, LoadBytes load, CancellationToken cancel) => GuardAsync(async () =>
    {
        (IndexSlot held, bool isSlotDamaged) = Read() ?? throw new InvalidOperationException("There is nothing to append to.");
        await using Stream file = _files.OpenToWrite(_lock.Target);
        if (isSlotDamaged)
        {
            // As before any commit: until then, the slot that is about to be written is the only one that leads to this state.
            held.WriteTo(file, held.Number);
            _files.Flush(file);
        }

        IndexSlot? before = await LoadAsync(file, _lock.Target, held.FileBytes, published, load, cancel).ConfigureAwait(false);
        WriteSlots(file, published, before, held);
    });

    /// <summary>Loads the published state whole, beside the file, and puts it in the file's place. Who has the old one open keeps
    /// it.</summary>
    /// <param name="published">The state.</param>
    /// <param name="load">Brings the bytes.</param>
    /// <param name="cancel">Ends it; nothing was changed.</param>
    /// <exception cref="IndexException">What came is damaged, or cannot be written, or the file that is there is not known to be a copy;
    /// nothing was changed.</exception>
    public Task ReplaceAsync(IndexSlot published, LoadBytes load, CancellationToken cancel) => GuardAsync(async () =>
    {
        if (File.Exists(_lock.Target) && !IsNoted)
        {
            throw IndexException.NoReplica(_path);
        }

        CheckRoom(published.FileBytes);
        string beside = BesideFiles.NameFor(_lock.Target);
        try
        {
            await using (Stream file = _files.Create(beside))
            {
                file.Write(new byte[IndexFormat.HeaderBytes]);
                IndexSlot? before =
                    await LoadAsync(file, beside, IndexFormat.HeaderBytes, published, load, cancel).ConfigureAwait(false);
                WriteSlots(file, published, before, null);
            }

            CheckOpens(beside);
            NoteCopy();
            _files.Replace(beside, _lock.Target);
        }
        finally
        {
            BesideFiles.DeleteQuietly(beside);
        }
    });

    public void Dispose() => _lock.Dispose();

    private bool IsNoted => File.Exists(_lock.Target + MarkExtension);

    private async Task<IndexSlot?> LoadAsync(
        Stream file, string path, long from, IndexSlot published, LoadBytes load, CancellationToken cancel)
    {
        if (!Records.IsKnown(published.Version))
        {
            throw IndexException.VersionUnsupported(_path, published.Version, IndexFormat.Version, published.Writer);
        }

        file.Position = from;
        await load(from, file, cancel).ConfigureAwait(false);
        if (file.Position != published.FileBytes)
        {
            throw new EndOfStreamException($"byte {file.Position} was the last that came, of {published.FileBytes}");
        }

        _files.Flush(file);
        return ReceivedBlocks.Check(path, from, published, cancel);
    }

    /// <summary>
    /// Writes both slots as the published file has them. That of the file's own commit is written over last, so that at each moment one is
    /// sound, and leads to the own commit, the one behind it or the published one.
    /// </summary>
    private void WriteSlots(Stream file, IndexSlot published, IndexSlot? before, IndexSlot? held)
    {
        // A file that was written anew has both slots alike.
        IndexSlot other = before ?? (held is { } own && own.Commit == published.Commit - 1 ? own : published);
        (IndexSlot Slot, int Number)[] both = [(published, published.Number), (other, 1 - published.Number)];
        foreach ((IndexSlot slot, int number) in both.Where(b => b.Slot != held).OrderBy(b => b.Number == held?.Number))
        {
            slot.WriteTo(file, number);
            _files.Flush(file);
        }
    }

    /// <summary>To load gigabytes and then find no room for the last of them costs whoever sends them too.</summary>
    private void CheckRoom(long bytes)
    {
        string folder = Path.GetDirectoryName(_lock.Target)!;
        long free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        if (free < bytes)
        {
            throw new IOException($"There is no space left on the disk: {bytes} bytes are needed beside the old file, {free} are free.");
        }
    }

    private void CheckOpens(string beside)
    {
        using FileStream file = OpenedIndex.OpenToRead(beside);
        _ = IndexFileReader.Read(file, _path);
    }

    private (IndexSlot Slot, bool IsSlotDamaged)? Read()
    {
        try
        {
            return OpenedIndex.Guard<(IndexSlot, bool)?>(_path, _lock.Target, () =>
            {
                using FileStream file = OpenedIndex.OpenToRead(_lock.Target);
                return IndexFileReader.ReadTip(file, _path);
            });
        }
        catch (IndexException e) when (e.Kind is ErrorKind.IndexNotFound or ErrorKind.IndexCorrupt && !e.IsOfAnotherKind)
        {
            return null;
        }
    }

    private async Task GuardAsync(Func<Task> change)
    {
        try
        {
            await change().ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw IndexException.CopyDamaged(_path, e.Message.TrimEnd('.'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotWritable(_path, e);
        }
    }
}
