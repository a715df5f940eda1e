using ImageSearch.Search;

namespace ImageSearch.Storage;

/// <summary>Keeps an index in one file (.imgidx). The format is described in docs/index-format.md.</summary>
public static class IndexFile
{
    /// <summary>Opens an index file: reads all of it and checks every checksum.</summary>
    /// <exception cref="IndexException">Not found, damaged, of another version, or unreadable.</exception>
    public static ImageIndex Open(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw IndexException.NotFound(path);
        }

        try
        {
            // A pipe or a device has no length, and opening it could wait for ever.
            if (new FileInfo(full).Length == 0)
            {
                throw new InvalidDataException("it is empty");
            }

            using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            (Catalog catalog, RowStore rows, long generation) = IndexFileReader.Read(file, path);
            var index = new ImageIndex(catalog.Settings) { FilePath = full };
            long firstRow = 0;
            var entries = new List<IndexEntry>(catalog.Images.Count);
            foreach (IndexedImage image in catalog.Images)
            {
                entries.Add(new IndexEntry(image, firstRow));
                firstRow += image.FeatureCount;
            }

            index.Restore(rows, entries, catalog.NextId, generation);
            return index;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw IndexException.Corrupt(path, e.Message.TrimEnd('.'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotReadable(path, e);
        }
    }

    /// <summary>
    /// Saves an index: written beside the target, flushed to the disk, renamed into place. Whatever goes wrong, the file that was there
    /// stays as it was.
    /// </summary>
    /// <param name="index">The index; it remembers the path.</param>
    /// <param name="path">Where to; null is where it came from.</param>
    /// <param name="replace">Whether another file there may be replaced. Its own file may, unless another process changed it.</param>
    /// <exception cref="IndexException">A file is there, or it was changed by another process meanwhile, or it cannot be written.</exception>
    /// <exception cref="ArgumentException">No path is known.</exception>
    public static void Save(ImageIndex index, string? path = null, bool replace = false)
    {
        path ??= index.FilePath ?? throw new ArgumentException("The index has no file yet; a path is needed.", nameof(path));
        string full = Path.GetFullPath(path);
        bool own = index.FilePath is not null && ImageIndex.PathComparer.Equals(full, index.FilePath);
        if (!own && !replace && File.Exists(full))
        {
            throw IndexException.Exists(path);
        }

        string target = ResolveLink(full);
        if (own && !replace && File.Exists(target) && IndexFileReader.ReadGeneration(target) != index.SavedGeneration)
        {
            throw IndexException.Changed(path);
        }

        string beside = $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        (IndexSnapshot snapshot, long nextId, long generation) = index.SnapshotToSave();
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                IndexWriter.Write(file, snapshot, nextId, generation);
                file.Flush(flushToDisk: true);
            }

            KeepRights(target, beside);
            File.Move(beside, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DeleteQuietly(beside);
            throw IndexException.NotWritable(path, e);
        }

        index.FilePath = full;
        index.SavedGeneration = generation;
    }

    /// <summary>Fails where <see cref="Save"/> would, before the work is done that it is to save.</summary>
    /// <exception cref="IndexException">The path cannot be written.</exception>
    public static void CheckWritable(string path)
    {
        string full = ResolveLink(Path.GetFullPath(path));
        string beside = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            if (Directory.Exists(full))
            {
                throw new IOException("it is a folder.");
            }

            using FileStream probe = new(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotWritable(path, e);
        }
    }

    /// <summary>A link to an index stays a link; the file that it names is replaced.</summary>
    private static string ResolveLink(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>A file that only its owner may read stays one.</summary>
    private static void KeepRights(string target, string beside)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
        }
    }

    /// <summary>The half-written file is of no use; that it cannot be deleted must not hide why it was not finished.</summary>
    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}' was left behind: {1}", path, e.Message);
        }
    }
}
